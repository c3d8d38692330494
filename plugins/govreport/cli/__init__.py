"""The command line, one file a group of commands: options, progress, sentences and exit codes; the work is done in the
rooms below."""

from govreport.cli.application import app

__all__ = ["app"]
