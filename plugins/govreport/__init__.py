"""govreport: quarterly governance reports whose every figure explains itself. Imports no Airflow."""

__version__ = "0.2.0"
"""What runs and vintages record. As in pyproject.toml, which isn't in the image; a test compares them."""
