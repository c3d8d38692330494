"""Getting a signed report to its recipients, exactly once."""
