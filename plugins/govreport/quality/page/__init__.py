"""The verdict as a web page for the people who must act on it.

Does not belong here: judging (the files above), the correction sheets (sheets/).
"""
