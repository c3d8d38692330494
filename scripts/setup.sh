#!/usr/bin/env bash
# Makes .venv and installs exactly what requirements.txt pins. Needs Python 3.11 to 3.14 with pip, and bash.
# A stamp says which lock was installed, so it is done once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; }

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if suits "$name"; then command -v "$name"; return; fi
  done
  echo "Python 3.11 or newer is needed and was not found; install it, or name it: make setup PYTHON=/path/to/python3" >&2
  echo "需要 Python 3.11 或更高版本；请先安装，或用 make setup PYTHON=/路径/python3 指定。" >&2
  return 1
}

make_venv() {
  local python=$1
  if "$python" -m venv .venv >/dev/null 2>&1; then return; fi
  # Some distributions leave venv out of Python; virtualenv does the same and needs pip only.
  echo "This Python has no venv module; using virtualenv instead (kept in .run/virtualenv)."
  rm -rf .venv
  "$python" -m pip install --quiet --upgrade --target .run/virtualenv virtualenv || {
    echo "Neither venv nor pip works with $python. On Debian or Ubuntu: apt-get install python3-venv" >&2
    return 1
  }
  PYTHONPATH=.run/virtualenv "$python" -m virtualenv --quiet .venv
}

digest() { "$1" -c 'import hashlib, sys; print(hashlib.sha256(b"".join(open(f, "rb").read() for f in sys.argv[1:])).hexdigest())' requirements.txt pyproject.toml; }

# A .venv that was moved, or whose Python is gone, is made again.
if [ -e .venv ] && ! suits .venv/bin/python; then rm -rf .venv; fi
if [ ! -e .venv ]; then make_venv "$(find_python)"; fi

stamp=.venv/installed
wanted="$(digest .venv/bin/python)"
if [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then exit 0; fi

echo "Installing the libraries that requirements.txt pins (once, a minute or two) ..."
# The lock is complete, so nothing is resolved (an older pip would stumble over extras); `pip check` says what would miss.
# uv, which the lock pins too, is several times faster; where it reaches no registry (a proxy or mirror that only pip's
# settings know), pip installs the same files: both hold them against the lock's hashes.
install_lock() {
  local index
  sed -n '/^uv==/,/[^\\]$/p' requirements.txt > .venv/uv.txt
  .venv/bin/python -m pip install --quiet --require-hashes --no-deps -r .venv/uv.txt
  if index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null); then
    export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
  fi
  UV_HTTP_RETRIES=1 .venv/bin/python -m uv pip install --quiet --python .venv/bin/python --compile-bytecode \
    --require-hashes --no-deps -r requirements.txt 2>.venv/uv.log ||
    .venv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements.txt
}
install_lock
.venv/bin/python -m pip check >/dev/null || .venv/bin/python -m pip check
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
# Ours too, for where Python is told to write no bytecode: every command would compile the product again.
.venv/bin/python -m compileall -q plugins dags
echo "$wanted" > "$stamp"
