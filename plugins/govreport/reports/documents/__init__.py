"""The documents beside the report: a town's brief, the annex of a reply, the operators' note, correction notices."""
