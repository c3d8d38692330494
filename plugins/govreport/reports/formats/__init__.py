"""The formats: one view model as PDF, web page, workbook and editable document.

Does not belong here: what a report says (sections/). A format computes nothing.
"""
