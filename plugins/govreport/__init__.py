"""govreport: quarterly governance reports whose every figure explains itself. Imports no Airflow."""
