"""The sections of the report, a file a section: figures and words put into blocks.

Charts are drawn in charts/; the sentences stand in include/templates/narrative.zh.yaml and narrative.en.yaml.
"""
