"""The page "治理季报" in Airflow's interface: what stands where, every file of a quarter, deliveries in doubt.

Imported by the api-server only; the plugin file asks for it when Airflow collects web applications.
"""
