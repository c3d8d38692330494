"""Whether what a document says is so: each printed claim against stored figures, rows, records and known dates.

Asked at verify; what isn't borne out holds the report. Belongs here: the evidence, the check of each kind of claim, the
declarations of sentences. Doesn't: how a sentence is chosen or made (sections, attention, documents). Imports no room
that makes sentences: what it finds must not depend on how they were made.
"""
