"""What Airflow's pages show of quarters: states, files, signatures, deliveries, read from the stores.

Does not belong here: HTML (govreport_airflow/pages). May import indicators, store and what lies below.
"""
