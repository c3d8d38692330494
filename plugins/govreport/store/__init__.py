"""What is kept: files under their hash (files.py), results in SQL (tables.py, results.py, migrations/).

Does not belong here: deciding what is kept. May import manifests and the ground floor.
"""
