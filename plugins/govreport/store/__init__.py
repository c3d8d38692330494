"""What is kept: files under their hash (files.py), results in SQL (tables.py, and a module for each kind of row).

May import manifests and the ground floor.
"""
