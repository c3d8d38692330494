"""What is measured: declarations (themes/), what they range over (relations/), the engine, and the vintages it makes.

Does not belong here: sentences about figures (reports/). May import store, sources and what lies below.
"""
