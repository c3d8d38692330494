"""What must be true of the data: Great Expectations suites, severities, the verdict."""
