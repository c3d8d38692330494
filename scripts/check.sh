#!/usr/bin/env bash
# Lint and tests side by side: style at once, then types and walls while the tests (the command that is given) run.
# Ends with 1 where any of them found something; what the others said stands below the tests' output.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
py=.venv/bin/python
"$py" -m ruff check . && "$py" -m ruff format --check . || exit 1

said=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$said"' EXIT
.venv/bin/lint-imports >"$said/walls" 2>&1 &
walls=$!
"$py" -m mypy >"$said/types" 2>&1 &
types=$!
"$@" 2>&1 | tee "$said/tests"
code=${PIPESTATUS[0]}
wait "$walls" || { code=1; cat "$said/walls"; }
wait "$types" || code=1
cat "$said/types"
echo "Took $SECONDS s."
# The summary of the tests once more, so that it stands last.
tail -n 1 "$said/tests"
exit "$code"
