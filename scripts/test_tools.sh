#!/usr/bin/env bash
# Real programs that some tests open our files with: a Chromium (web pages, mails) and LibreOffice (workbooks, documents).
# And a Redis, for two Celery workers.
# Where they are missing and this is CI on a Debian system with root, they are installed from Debian's packages; elsewhere
# those tests are skipped and say so. Never fails: the tests themselves tell what was left out.
set -uo pipefail

missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v soffice >/dev/null || command -v libreoffice >/dev/null || missing+=(libreoffice-calc-nogui libreoffice-writer-nogui)
command -v redis-server >/dev/null || command -v valkey-server >/dev/null || missing+=(redis-server)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "${CI:-}" = "true" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing for the tests: ${missing[*]} ..."
  if apt-get update -qq >/dev/null 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "Not installed, so the tests that need them are skipped: ${missing[*]}"
exit 0
