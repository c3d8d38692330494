"""Every failure is in the table at the head of errors.py, and Airflow does with it what the table says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from govreport import errors
from govreport.errors import GovreportError
from govreport_airflow.outcome import Fail, Outcome, Reschedule, Retry, outcome_of
from govreport_airflow.remedies import EVERYTHING, IN_THE_SENTENCE, ONLY_FAILED, UNKNOWN, remedy_of, together

LIBRARY = Path(errors.__file__).parent
OUTCOMES = {"fail": Fail, "retry": Retry, "reschedule": Reschedule}
ROW = re.compile(r"^( *)(\w+)(?: \(a \w+\))? +exits with (\d) +(fail|retry|reschedule)\b", re.MULTILINE)
TABLE = [(name, len(indent) // 2, outcome) for indent, name, _, outcome in ROW.findall(errors.__doc__ or "")]


def classes() -> dict[str, list[str]]:
    """Every class of the library whose parent is a failure -> the parents that are."""
    written = [
        (node.name, [base.id for base in node.bases if isinstance(base, ast.Name)])
        for path in LIBRARY.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, list[str]] = {"GovreportError": []}
    while more := {n: b for n, b in written if n not in found and found.keys() & set(b)}:
        found |= more
    return found


def made(name: str) -> GovreportError:
    """A failure of the class ``name``."""
    from govreport.delivery.mail.transports import InDoubt, NotAcceptedError
    from govreport.documents.stored_report import MissingInputsError

    elsewhere = {kind.__name__: kind for kind in (InDoubt, NotAcceptedError, MissingInputsError)}
    kind = elsewhere.get(name) or getattr(errors, name)
    error: GovreportError = kind.__new__(kind)
    GovreportError.__init__(error, "不行", "no")
    return error


def test_table_names_every_failure() -> None:
    assert sorted(name for name, _, _ in TABLE) == sorted(classes())


def test_table_stands_as_the_classes_descend() -> None:
    parents, above = classes(), {0: "GovreportError"}
    for name, depth, _ in TABLE[1:]:
        assert above[depth - 1] == parents[name][0]
        above[depth] = name


@pytest.mark.parametrize(("name", "outcome"), [(name, OUTCOMES[outcome]) for name, _, outcome in TABLE])
def test_airflow_does_what_the_table_says(name: str, outcome: type[Outcome]) -> None:
    error = made(name)
    assert outcome_of(error) == outcome(error)


def test_a_full_disk_is_tried_again() -> None:
    outcome = outcome_of(OSError(28, "No space left on device", "report.pdf"))
    assert isinstance(outcome, Retry)
    assert "report.pdf" in outcome.error.message.en


def test_a_bug_has_no_outcome() -> None:
    assert outcome_of(ValueError("bug")) is None


@pytest.mark.parametrize(
    ("name", "task", "remedy"),
    [
        ("BlockedError", "sign", EVERYTHING),  # the file is collected anew, or nothing changes
        ("ReadError", "tidy", EVERYTHING),
        ("LateError", "collect", EVERYTHING),
        ("ConfigError", "measure", EVERYTHING),
        ("OutdatedError", "signoff_1", EVERYTHING),
        ("SourceError", "collect", ONLY_FAILED),
        ("UnreachableError", "measure", ONLY_FAILED),
        ("StoreError", "render", ONLY_FAILED),
        ("DeliveryError", "deliver", ONLY_FAILED),
        ("ConfigError", "deliver", ONLY_FAILED),
        ("WrongRunError", "collect", IN_THE_SENTENCE),
    ],
)
def test_how_a_run_goes_on_depends_on_what_failed(name: str, task: str, remedy: errors.Message) -> None:
    assert remedy_of(made(name), task) == remedy


def test_where_several_tasks_failed_the_advice_that_holds_for_all_is_given() -> None:
    assert together([ONLY_FAILED.zh, EVERYTHING.zh, "", UNKNOWN.zh], "zh") == [EVERYTHING.zh]
    assert together([ONLY_FAILED.en, "", ONLY_FAILED.en], "en") == [ONLY_FAILED.en]
