"""What a rule is: what must hold, how grave its failure is, and how a failing row is told to a person.

How to add one is told in docs/adding-a-rule.md; the rules themselves are declared in rules/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter
from typing import Any, Literal

from govreport.currency import Currency
from govreport.district.folder import District
from govreport.district.given import Given, Printed
from govreport.errors import Message
from govreport.manifests.base import ExtractName, Severity
from govreport.months import said_of
from govreport.quality.conditions import Expected, Scope
from govreport.quality.values import printed


class FrameName(StrEnum):
    """The table that a rule looks at; each answers one question."""

    # Of one extract, judged in this order; a row that one frame sets aside is gone from those after it.
    FACTS = "facts"
    """Is the file what it should be? A line for the file, and one a header, column, total and comparison."""
    ROWS = "rows"
    """Is the row right by itself?"""
    REPEATS = "repeats"
    """Does its record already stand in a row above?"""
    GROUPS = "groups"
    """Does the row agree with the other rows of its project, activity, organization or town?"""
    PAST = "past"
    """What became of an organization that the quarter before accepted?"""
    LEFT = "left"
    """What remains of the file once every other rule has set its rows aside? One line."""

    # Across extracts: rows of one extract beside what the others say of them.
    REGISTRATION = "registration"
    """Has the organization answered the return that it owes?"""
    EVALUATION = "evaluation"
    """Is the event's organization on the register, and might it be assessed?"""
    FUNDING = "funding"
    """Is the recipient on the register, and might it be awarded and paid?"""
    PARTY = "party"
    """Is the organization that the return names on the register?"""
    ACTIVITIES = "activities"
    """Is the participant on the register?"""
    VENTURES = "ventures"
    """Is what the project became on the register or the list of filed groups?"""
    DONATIONS = "donations"
    """Has the community that was given something a fund?"""

    # Across extracts: lines about the whole quarter.
    FIGURES = "figures"
    """Does a computed figure agree with what another office states?"""
    SAMPLED = "sampled"
    """Does an organization agree with a sample from elsewhere?"""
    FILES = "files"
    """Do the extracts belong together? One line each."""
    SUITES = "suites"
    """Was the suite run as a whole? One line each."""


Need = Literal["", "predecessor", "extracts", "reference", "parameters"]
"""What a rule can't be judged without: an earlier quarter's profile, extracts that not every district has (the rule's
``extracts``), or the reference file whose ``rule`` is the rule's id."""

Record = Mapping[str, Any]
"""A failing row: canonical column -> exact value, with the columns its frame derives."""

FIX_SOURCE = Message("请在业务系统中核对更正后重新导出。", "Correct it in the source system and export the file again.")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One expectation of one suite; everything said about it comes from here."""

    id: str
    """Unique in its suite; the same id in two suites is the same rule about two extracts."""
    severity: Severity
    sets_aside: bool = False
    """True where a failing row may not enter the report's figures."""
    noted: bool = False
    """True where nothing is to be done about the rows that it finds: they are on record, the rule counts as met, and no
    correction sheet asks for them."""
    zh: str
    """What must hold, as a clause: 统一社会信用代码的两位校验码都正确."""
    en: str
    why: Message
    """Why a reader of the report should care, and why the severity is what it is."""
    fix: Message = FIX_SOURCE
    """What the office that owns the file should do: a whole sentence."""
    expect: Expected
    column: str = ""
    """The column that a failing row is told under (canonical name); by default the one that must satisfy ``expect``."""
    frame: FrameName = FrameName.ROWS
    needs: Need = ""
    """Without it the rule isn't judged, and says so."""
    extracts: tuple[ExtractName, ...] = ()
    """Across extracts: the optional ones that it looks at, where ``needs`` is "extracts"."""
    parameters: tuple[str, ...] = ()
    """What a district must state for it (district/parameters.py): else it is off, and says so."""
    column_from: str = ""
    """A derived column that names the column to tell a row under, where that differs from row to row."""
    shows: tuple[str, ...] = ()
    """Other columns whose values belong in the sentence."""
    observed: Callable[[Record, Scope], Message] | None = None
    """The observed fact in words, where quoting the value doesn't say it; see ``sentence``."""
    accepted_as: Message | None = None
    """Of a rule that holds: what somebody states who accepts its failure with a reason, as a clause. None where a
    failure must be mended, as ``fix`` says."""
    when: Callable[[District], bool] | None = None
    """Of which districts it is asked; without it, of all."""
    suggest: Callable[[Record, Scope], str | None] | None = None
    """A value that would satisfy the rule, where there is exactly one."""

    def __post_init__(self) -> None:
        if not self.column:
            object.__setattr__(self, "column", self.expect.column)  # the dataclass is frozen

    def in_place(self, given: Given) -> Rule:
        """The rule with its texts as one place states them."""
        if not self.parameters and given.base == "quarter":
            return self
        must, fix = given.fill(Message(self.zh, self.en)), given.fill(self.fix)
        return replace(self, zh=must.zh, en=must.en, why=given.fill(self.why), fix=fix)

    @property
    def why_zh(self) -> str:
        """Why it matters, in Chinese."""
        return self.why.zh

    @property
    def why_en(self) -> str:
        """Why it matters, in English."""
        return self.why.en


class _Sentence(Formatter):
    """``str.format`` in which a format that is a word is a kind of value: ``{paid_fen:money}``."""

    def __init__(self, own: Currency) -> None:
        self._own = own

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Printed) or not format_spec.isalpha():
            return str(format(value, format_spec))
        return printed(format_spec, value, self._own)


def sentence(zh: str, en: str) -> Callable[[Record, Scope], Message]:
    """The observed fact, filled in from the failing row: ``{name}``, ``{paid_fen:money}``, ``{scope.quarter.zh}``;
    and from what the district states: ``{grade_years:word}``."""

    def observed(record: Record, scope: Scope) -> Message:
        fill, given = _Sentence(scope.district.money), scope.district.given

        def said(text: str, language: str) -> str:
            return fill.vformat(text, (), {**given.printed(language), **record, "scope": scope})

        told = said_of(given.base, Message(zh, en))
        return Message(said(told.zh, "zh"), said(told.en, "en"))

    return observed
