"""An independent oracle: the sample's sentences worked out anew from its raw extracts, and compared with those printed.

Belongs here: reading the raw files, the rules' and indicators' prose in plain pandas, what each sentence may print.
Doesn't: anything of plugins/govreport, except in documents.py, which makes the view models whose texts are compared,
and the list of declared sentences that the coverage test asks. What is found here must not depend on how the product
finds it.
"""
