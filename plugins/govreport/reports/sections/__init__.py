"""The sections of the report, a file a section: figures and words put into blocks.

Does not belong here: drawing (charts/), placing on a page (formats/).
"""
