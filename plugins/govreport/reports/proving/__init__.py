"""Every document of a run made before it is rendered, and the evidence that its texts are asked of (verify).

Belongs here: which documents are made, and how the evidence is gathered from stores, verdict and records. Doesn't: what
counts as borne out (statements), how a document says something (sections, attention, documents).
"""
