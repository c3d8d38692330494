"""The verdict as a web page for the people who must act on it."""
