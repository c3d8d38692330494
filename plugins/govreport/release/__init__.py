"""Letting a report out: signatures, the calendar of its steps, what is late, and mails to the operators."""
