"""What a printed text can claim: a stored figure, how it moved, a count of records or rows, names, a date.

Plain values without behaviour: who makes a claim is facts.py, who checks it is statements/, by another way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from govreport.quarter import Quarter


class Key(NamedTuple):
    """Which stored figure is meant."""

    indicator: str
    quarter: Quarter
    town: str = ""
    breakdown: str = ""
    member: str = ""


Part = Literal["value", "numerator", "denominator", "rest"]
"""What of an observation is stated; ``rest`` is the denominator less the numerator."""


@dataclass(frozen=True)
class Claim:
    """Something that a text states; see the kinds below."""


@dataclass(frozen=True)
class FigureClaim(Claim):
    """A stored figure as printed: ``shown`` is in the printed unit, which is ``per_unit`` of the indicator's own.

    Where it was rounded to thousands, say, ``shown`` has that exponent: Decimal("813E+3").
    """

    key: Key
    shown: Decimal
    part: Part = "value"
    per_unit: Decimal = Decimal(1)
    """How many of the printed unit make one of the indicator's: 10,000 where single ones are printed for 万."""


@dataclass(frozen=True)
class ChangeClaim(Claim):
    """How a figure moved against a base quarter; ``amount`` and ``percent`` without sign, None where not printed."""

    key: Key
    base: Quarter
    direction: Literal["up", "flat", "down"]
    amount: Decimal | None = None
    percent: Decimal | None = None
    per_unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class SumClaim(Claim):
    """The sum of several figures, as printed."""

    keys: tuple[Key, ...]
    shown: Decimal
    per_unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class MeanClaim(Claim):
    """The mean of several figures, as printed."""

    keys: tuple[Key, ...]
    shown: Decimal


@dataclass(frozen=True)
class DistanceClaim(Claim):
    """How far a figure is from another one, with its sign, as printed: a town's rate from the district's."""

    key: Key
    other: Key
    shown: Decimal
    per_unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class ShareClaim(Claim):
    """What per cent the sum of ``parts`` is of ``whole``, as printed."""

    parts: tuple[tuple[Key, Part], ...]
    whole: tuple[Key, Part]
    shown: Decimal


@dataclass(frozen=True)
class RunClaim(Claim):
    """The figure moved in one direction ``length`` quarters in a row up to the key's quarter; with ``at_least`` the
    run reaches the beginning of what is stored."""

    key: Key
    direction: Literal["up", "flat", "down"]
    length: int
    at_least: bool


@dataclass(frozen=True)
class ExtremeClaim(Claim):
    """Among ``quarters`` (the key's own is one of them) the figure is the highest, the lowest, or was never above its
    first. No quarter between the first of them and the key's may be left out; where they are all of one season
    (``season``), none of that season."""

    key: Key
    quarters: tuple[Quarter, ...]
    kind: Literal["highest", "lowest", "never_above"]
    season: bool = False


@dataclass(frozen=True)
class NamesClaim(Claim):
    """``names`` are members (towns where ``breakdown`` is "") picked by ``rule``; ``all`` of them, or the first few.

    Rules: see statements/picked.py.
    """

    rule: str
    indicator: str
    quarter: Quarter
    names: tuple[str, ...]
    breakdown: str = ""
    complete: bool = True
    """Whether these are all that the rule picks."""


@dataclass(frozen=True)
class RowsClaim(Claim):
    """So many different rows of the quarter's extracts. ``extract`` and ``town`` "" for all."""

    what: Literal["read", "used", "aside"]
    extract: str
    town: str
    shown: int


@dataclass(frozen=True)
class RevisedClaim(Claim):
    """A figure as it was stated before (``old``) or is stated now, where the two differ."""

    key: Key
    side: Literal["old", "new"]
    shown: Decimal
    per_unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class DifferenceClaim(Claim):
    """One side of a comparison with what others state (a table's rule and item, or ``assertion`` and its id).

    Printed in a unit of which ``per_unit`` make one of the stored.
    """

    rule: str
    name: str
    side: Literal["ours", "theirs", "difference", "tolerance", "more", "less"]
    """``more`` and ``less``: how far ours lies above or below what was stated."""
    shown: Decimal
    per_unit: Fraction = Fraction(1)


@dataclass(frozen=True)
class JudgedClaim(Claim):
    """How something that was said in public stands beside the records on the day of issue."""

    subject: str
    state: Literal["equal", "within", "differs", "pending", "unknown"]


@dataclass(frozen=True)
class RowsShareClaim(Claim):
    """What per cent of the rows read was set aside, as printed. ``extract`` "" for all."""

    extract: str
    shown: Decimal


@dataclass(frozen=True)
class CaseClaim(Claim):
    """Something of the records behind a figure: how many, whose, since when (reports/cases.py)."""

    key: Key
    what: Literal["count", "organizations", "oldest", "names"]
    shown: str


@dataclass(frozen=True)
class TargetClaim(Claim):
    """A target of the district and how far it is; ``judged`` "" where only the target is stated."""

    indicator: str
    due: date
    value: Decimal
    judged: str = ""
    missing: int | None = None


@dataclass(frozen=True)
class DayClaim(Claim):
    """A date as printed. ``subject`` says of what: ``due:F01``, ``release``, ``quarter_end``; "" for any other."""

    subject: str
    day: date


@dataclass(frozen=True)
class DaysClaim(Claim):
    """So many days from the day of issue to ``day``; negative once it is past."""

    subject: str
    day: date
    shown: int


@dataclass(frozen=True)
class ListedClaim(Claim):
    """How many there are of something that the document lists or the run counted: matters, rules, revisions, files."""

    subject: str
    shown: int


@dataclass(frozen=True)
class QuotedClaim(Claim):
    """Words of an earlier issue's matter as its stored model has them: its heading, or a figure as it printed it."""

    quarter: Quarter
    rule: str
    text: str


Outcome = Literal[
    "done", "dropped", "partly", "missed", "came", "up", "down", "flat", "mixed", "apart", "anew", "restarted", "open"
]
"""What became of a matter. ``done``: nothing is left, or the target is reached; ``dropped``: told no more;
``partly``: told again of some of its towns (members, targets) and not of others; ``missed``: its day passed meanwhile;
``came``: what it warned of shows in the figures; ``up`` to ``apart``: it stands, and how its figures moved (``mixed``:
some up, some down; ``apart``: some moved, all of those one way, others stayed); ``anew``: a new year counts afresh;
``restarted``: the same, and the rule doesn't find it among the new year's; ``open``: it stands, and no figure says how
it moved."""


@dataclass(frozen=True)
class FollowedClaim(Claim):
    """What became of a matter of the issue of ``quarter``, by its figures now and whether it is told again."""

    quarter: Quarter
    rule: str
    figures: tuple[Key, ...]
    outcome: Outcome


@dataclass(frozen=True)
class GivenClaim(Claim):
    """Words and numbers that are given, not computed: a name, an issue's number, a threshold, a quoted rule.

    ``subject`` says where they come from; the text itself is the claim.
    """

    subject: str
    text: str


@dataclass(frozen=True)
class NameClaim(Claim):
    """The indicator is called so, in every document of its language."""

    indicator: str
    name: str


@dataclass(frozen=True)
class PhraseClaim(Claim):
    """The phrase of the narrative template that the text was made by."""

    name: str
