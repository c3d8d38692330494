"""From a printed figure back to its records: what it counts, from which files, who signed it.

Does not belong here: computing figures (indicators/). May import reports, quality and what lies below.
"""
