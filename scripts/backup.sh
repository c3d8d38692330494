#!/usr/bin/env bash
# `make backup`: both databases and the store, into a new folder below backups/ (or below the folder that is named).
# May run while everything works: databases first, the store after, for a file is stored before a row names it. .env is
# not part of it: keep that elsewhere, for it opens what this holds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 077
read -ra compose <<< "${COMPOSE:-docker compose}"
folder="${1:-backups}/$(date -u +%Y%m%dT%H%M%SZ)"
partial="$folder.part"
mkdir -p "$partial"
trap 'rm -rf "$partial"' EXIT # a backup is whole or isn't there

for database in airflow govreport; do
  "${compose[@]}" exec -T postgres pg_dump --username postgres --format custom "$database" > "$partial/$database.dump"
done
"${compose[@]}" run --rm --no-deps -T init python /opt/govreport/deploy/store.py export > "$partial/store.tar"
(cd "$partial" && sha256sum ./* > SHA256SUMS)
mv "$partial" "$folder"
echo "备份完成 Backed up: $folder ($(du -sh "$folder" | cut -f1))"
