"""The command line, one file a group of commands: arguments, progress, sentences, exit codes.

Does not belong here: anything a stage or an operation does. May import every room but Airflow's bridge.
"""

from govreport.cli.application import app

__all__ = ["app"]
