"""From a printed figure back to its records: what it counts, from which files, who signed it."""
