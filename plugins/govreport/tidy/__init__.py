"""From a file as it came to a typed canonical table, with every rejected row named.

Values are judged against other rows in quality/.
"""
