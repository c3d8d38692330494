"""The bridge between Airflow and govreport: context to quarter and district, verdict to task state."""
