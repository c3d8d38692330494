"""What Airflow's pages show of quarters: states, files, signatures, deliveries, read from the stores."""
