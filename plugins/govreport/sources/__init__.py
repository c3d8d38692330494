"""Where extracts come from: files, databases and web services, each kept as an immutable snapshot.

What is in an extract is read in tidy/.
"""
