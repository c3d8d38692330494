"""A district's folder begun from its own files: what they tell, what only a person can answer, what is written."""
