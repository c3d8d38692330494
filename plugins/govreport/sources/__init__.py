"""Where extracts come from: files, databases and web services, each kept as an immutable snapshot.

Does not belong here: what a file means (tidy/). May import the context, the store and what lies below.
"""
