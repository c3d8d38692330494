"""A district's folder: the models of what it may say, reading it, and making a new one.

DAG files import dag_config.py alone, so nothing is loaded here. What needs indicators or rules to be checked is in
operations/check_district.py.
"""
