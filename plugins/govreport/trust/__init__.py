"""What this installation vouches for: its signing key, and the seals on what leaves it and on what it records.

The key lives outside the results database and the store. Belongs here: keys and seals. Doesn't belong here: where
sealed lines are kept (store/log.py), who may sign a report (release/). Imports settings and what lies below.
"""
