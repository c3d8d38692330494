"""The formats: one view model as PDF, web page, workbook and editable document.

A format places what the model says and computes nothing.
"""
