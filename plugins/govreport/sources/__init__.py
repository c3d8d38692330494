"""Where extracts come from: finding the newest matching file and keeping its bytes as a snapshot."""
