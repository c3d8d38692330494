"""What can go wrong, said in one sentence that a person can act on.

=====================================  ============  ==========================================================
class                                  command line  Airflow
=====================================  ============  ==========================================================
GovreportError                         exits with 1  fail: trying again changes neither data nor configuration
  ConfigError                          exits with 1  fail
    WrongRunError                      exits with 1  fail: the run itself was asked for wrongly, another is needed
  SourceError                          exits with 1  retry, as often as the task's ``retries`` say
    WaitingError                       exits with 1  reschedule in a run of the timetable; other runs fail
    LateError                          exits with 1  fail: the owner of the extract must be asked
  ReadError                            exits with 1  fail
  BlockedError                         exits with 1  fail
  IntegrityError                       exits with 1  fail
    MissingInputsError                 exits with 4  fail; raised for ``govreport verify`` (documents/stored_report.py)
  MachineError                         exits with 1  retry
    StoreError                         exits with 1  retry
    UnreachableError (a ConfigError)   exits with 1  retry
  DeliveryError                        exits with 1  fail
    OutdatedError                      exits with 1  fail: another edition has taken the report's place
    NotAcceptedError                   exits with 1  fail; delivery makes a row of it (delivery/mail/transports.py)
  InDoubt                              exits with 1  fail; delivery makes a row of it (delivery/mail/transports.py)
=====================================  ============  ==========================================================

Any other exception of the file system or the database becomes a MachineError (infrastructure_errors.py); what is left
is a bug and keeps its traceback. Airflow's column is carried out by govreport_airflow/outcome.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from govreport.language import pick


class Message(NamedTuple):
    """One sentence in both languages of the product; operators read zh unless they ask for en."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` ("zh" or "en")."""
        return pick(language, self.zh, self.en)


def enumerated(items: Iterable[str]) -> Message:
    """Names one after the other, as each language strings them together; a dash where there are none."""
    listed = list(items)
    return Message("、".join(listed) or "—", ", ".join(listed) or "—")


_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters other than tabs and line breaks, what turns the direction of text, half characters."""


def shown(text: str) -> str:
    """``text`` of others as a terminal, a log or a ledger may have it: a control character would be a command there."""
    return _UNSEEN.sub("\ufffd", text)


def without_controls(text: str) -> str:
    """As ``shown``, with nothing in their place: where a text's width is known already, or it is a name."""
    return _UNSEEN.sub("", text)


def as_file_name(text: str) -> str:
    """``text`` of others as a part of a file's name: no folder, no break, no control character."""
    return " ".join(without_controls(text).split()).replace("/", "-").replace("\\", "-")


def unstopped(text: str) -> str:
    """``text`` of others as a part of a sentence: without its own stops at the end."""
    return text.strip().rstrip("。.；; ")


def strung(sentences: Iterable[Message]) -> Message:
    """Sentences as parts of a longer one: without their own full stops, of which whoever writes that one sets one."""
    listed = list(sentences)
    return Message(
        "；".join(unstopped(sentence.zh) for sentence in listed),
        "; ".join(unstopped(sentence.en) for sentence in listed),
    )


class GovreportError(Exception):
    """A failure whose text is meant for an operator: what happened, where, and what to do. Never a traceback."""

    def __init__(self, zh: str, en: str) -> None:
        # What others wrote may stand in it, and it goes to terminals, to Airflow's log and into ledgers.
        self.message = Message(shown(zh), shown(en))
        super().__init__(f"{self.message.zh} / {self.message.en}")

    def __reduce__(self) -> tuple[Any, ...]:
        # An error of another process is pickled. A subclass may take other arguments than two texts, so it is restored
        # without its own __init__.
        return _restored, (type(self), *self.message), self.__dict__


def _restored(kind: type[GovreportError], zh: str, en: str) -> GovreportError:
    error = kind.__new__(kind)
    GovreportError.__init__(error, zh, en)
    return error


class ConfigError(GovreportError):
    """A district folder, a setting or a command-line argument is wrong."""


class WrongRunError(ConfigError):
    """A run was asked for wrongly: it can't be done as it is, however often; another one is to be started."""


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


class OutdatedError(DeliveryError):
    """What was to be signed or sent isn't the newest edition any more."""
