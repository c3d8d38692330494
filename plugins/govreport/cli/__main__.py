"""``python -m govreport.cli``."""

from govreport.cli.application import app

app()
