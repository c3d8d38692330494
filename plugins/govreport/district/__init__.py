"""A district's folder: the models of what it may say, reading it, and making a new one.

Does not belong here: what needs indicators or rules to be checked (operations/check_district.py). May import the
canonical tables and the ground floor; DAG files import dag_config.py alone, so nothing is loaded here.
"""
