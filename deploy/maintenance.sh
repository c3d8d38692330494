#!/bin/sh
# Deletes what is old: rows of Airflow's metadata after KEEP_RUNS_DAYS, task logs after KEEP_LOGS_DAYS. Of the product half
# files that killed runs left, and raw files after GOVREPORT_RAW_RETENTION_DAYS, if set: all else is kept for good.
set -eu
before=$(date --utc --date "$KEEP_RUNS_DAYS days ago" +%Y-%m-%dT00:00:00+00:00)
airflow db clean --clean-before-timestamp "$before" --skip-archive --yes
find "$AIRFLOW__LOGGING__BASE_LOG_FOLDER" -type f -mtime "+$KEEP_LOGS_DAYS" -delete
find "$AIRFLOW__LOGGING__BASE_LOG_FOLDER" -mindepth 1 -type d -empty -mtime +1 -delete
echo "govreport: rows from before $before and logs older than $KEEP_LOGS_DAYS days are gone."
govreport sweep
