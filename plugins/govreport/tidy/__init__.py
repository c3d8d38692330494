"""From a file as it came to a typed canonical table, with every rejected row named."""
