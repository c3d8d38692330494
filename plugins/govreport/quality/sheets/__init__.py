"""Correction sheets: faulty rows as workbooks for the units that must correct them, and reading them back."""
