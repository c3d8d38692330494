"""Getting a signed report, its briefs, notices and correction sheets to their recipients, exactly once."""
