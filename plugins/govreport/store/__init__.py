"""What is kept: files by hash (files.py), results in SQL (tables.py, results.py, migrations/)."""
