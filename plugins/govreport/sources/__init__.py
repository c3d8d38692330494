"""Where extracts come from: files, databases and web services, each kept as an immutable snapshot."""
