"""The report: what it is made from, its view model, and the formats that place it.

Does not belong here: figures (indicators/), mailing (delivery/). May import quality, indicators and what lies below.
"""
