"""What can go wrong, said in one sentence that a person can act on.

Belongs here: the exception classes that stages raise and the command line and Airflow print. Does not belong here:
rules about data (quality/) or the wording of reports (reports/).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from govreport.language import pick


class Message(NamedTuple):
    """One sentence in both languages of the product; operators read zh unless they ask for en."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` ("zh" or "en")."""
        return pick(language, self.zh, self.en)


class GovreportError(Exception):
    """A failure whose text is meant for an operator: what happened, where, and what to do. Never a traceback."""

    def __init__(self, zh: str, en: str) -> None:
        self.message = Message(zh, en)
        super().__init__(f"{zh} / {en}")

    def __reduce__(self) -> tuple[Any, ...]:
        # From another process it comes back as what it was, whatever a subclass is made from.
        return _said_again, (type(self), *self.message), self.__dict__


def _said_again(kind: type[GovreportError], zh: str, en: str) -> GovreportError:
    error = kind.__new__(kind)
    GovreportError.__init__(error, zh, en)
    return error


class ConfigError(GovreportError):
    """A district folder, a setting or a command-line argument is wrong."""


class SourceError(GovreportError):
    """An extract can't be fetched: it is missing, or the server that holds it doesn't answer."""


class WaitingError(SourceError):
    """An extract isn't there yet and its deadline hasn't passed: look again later."""


class LateError(SourceError):
    """An extract isn't there and its deadline has passed: its owner must be asked."""


class ReadError(GovreportError):
    """A fetched file can't be understood as the extract it should be (encoding, header, truncated, empty)."""


class BlockedError(GovreportError):
    """Expectations with severity *block* failed: no report is made from these extracts."""


class IntegrityError(GovreportError):
    """Stored bytes don't match the hash they are kept under, or a figure breaks an identity it must satisfy."""


class MachineError(GovreportError):
    """The machine or a server under it failed: a full disk, a lost database. The same again may well succeed."""


class StoreError(MachineError):
    """The file store can't be read or written: full, out of reach, or closed to us."""


class UnreachableError(MachineError, ConfigError):
    """The results database doesn't answer: it is down, or its address is wrong."""


class DeliveryError(GovreportError):
    """A message can't be delivered, or delivering it would break a rule (unsigned, twice, not cleared)."""
