#!/usr/bin/env bash
# `make restore FROM=backups/…`: a backup into an empty stack. Starts the database server only; every DAG is paused, so
# that nothing is sent before somebody has looked (docs/en/runbooks/restore-from-backup.md).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
read -ra compose <<< "${COMPOSE:-docker compose}"
fail() { echo "$1" >&2; exit 1; }
from="${1:-}"
[ -f "$from/SHA256SUMS" ] || fail "请指明备份文件夹，如 make restore FROM=backups/20260101T000000Z。 / Name a backup's folder."
(cd "$from" && sha256sum --quiet --check SHA256SUMS) ||
  fail "备份已损坏（见上），未恢复任何内容；请用另一份。 / The backup is damaged; nothing was restored; use another one."

psql() { "${compose[@]}" exec -T postgres psql --username postgres --no-psqlrc --quiet --tuples-only --no-align "$@"; }
"${compose[@]}" up -d postgres
ready=""
for _ in $(seq 60); do
  # By TCP: while it prepares its first start it listens on its socket only.
  if "${compose[@]}" exec -T postgres pg_isready --quiet --host 127.0.0.1 --username postgres; then ready=yes; break; fi
  sleep 2
done
[ -n "$ready" ] || fail "数据库两分钟内没有启动；见 docker compose logs postgres。 / The database didn't start; see its log."
count="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
for database in airflow govreport; do
  [ "$(psql --dbname "$database" --command "$count")" = 0 ] ||
    fail "数据库 $database 不是空的，未恢复任何内容；只能恢复到空的系统。 / Database $database isn't empty; nothing was restored."
done

# Without privileges: a role that an administrator made for BI tools isn't here yet. init grants ours at the next start.
for database in airflow govreport; do
  "${compose[@]}" exec -T postgres pg_restore --username postgres --dbname "$database" \
    --no-owner --no-privileges --role "$database" --exit-on-error --single-transaction < "$from/$database.dump"
done
psql --dbname airflow --command "UPDATE dag SET is_paused = true"
"${compose[@]}" run --rm --no-deps -T init python /opt/govreport/deploy/store.py import < "$from/store.tar"
echo "恢复完成，DAG 全部暂停；接着 docker compose up -d。 / Restored, all DAGs paused; next: docker compose up -d."
