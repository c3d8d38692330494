"""What an edition of the data changes in an earlier one, how grave that is, and the version number that follows.

The rule is that of the Explore Education Statistics service: what is taken away or means something else is major, what
is added, stated otherwise or called otherwise is minor. A quarter that leaves at the old end of the history is no loss:
the earlier editions have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from govreport.indicators.presentation import SUPPRESSED
from govreport.reports.data_changes import (
    ChangedCode,
    Comparison,
    FieldChange,
    FigureChanges,
    FigureState,
    Level,
    ListChanges,
    Relation,
    RevisedFigure,
    StatusChange,
)
from govreport.reports.data_set import IndicatorEntry, NamedCode, TrendPoint
from govreport.reports.open_data.edition import DataEdition, Key, cover, figure_key

FIRST = "1.0.0"
_MEANING = frozenset(
    {"definition_sha256", "kind", "basis", "unit_zh", "unit_en", "factor", "decimals", "denominator_floor"}
)
"""Fields of an indicator by which its figures mean what they mean; the others only say it in words."""
Entry = IndicatorEntry | NamedCode


def compare(before: DataEdition, now: DataEdition, relation: Relation) -> Comparison:
    """What ``now`` changes in ``before``."""
    figures = _figures(before, now)
    lists = {
        "quarters": _quarters(before, now),
        "indicators": _entries(before.lists.indicators, now.lists.indicators),
        "areas": _entries(_areas(before), _areas(now)),
        "breakdowns": _entries(before.lists.breakdowns, now.lists.breakdowns, _in_common(before, now, 3)),
        "members": _entries(_members(before), _members(now), _in_common(before, now, 3, 4)),
    }
    return Comparison(
        relation=relation, against=before.name, level=_level(lists.values(), figures), figures=figures, **lists
    )


def version_after(comparisons: Sequence[Comparison]) -> str:
    """The version of an edition that was compared so; the first comparison counts.

    A new edition of the same quarter raises the last number unless it is a major change, a new quarter the middle one.
    """
    if not comparisons:
        return FIRST
    counted = comparisons[0]
    major, minor, patch = (int(n) for n in counted.against.version.split("."))
    if counted.level == "major":
        return f"{major + 1}.0.0"
    if counted.relation == "last_quarter":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + (counted.level == 'minor')}"


def _level(lists: Iterable[ListChanges], figures: FigureChanges) -> Level:
    listed = [*lists]
    if figures.removed or any(changes.removed or changes.redefined for changes in listed):
        return "major"
    return "minor" if any(changes != ListChanges() for changes in listed) or figures != FigureChanges() else "none"


def _figures(before: DataEdition, now: DataEdition) -> FigureChanges:
    common = before.covered & now.covered
    old, new = ({key: p for key, p in edition.by_key.items() if cover(p) in common} for edition in (before, now))
    both = [(key, old[key], new[key]) for key in new if key in old]
    withheld = {_split(key) for points in (old, new) for key, p in points.items() if p.letters == SUPPRESSED}
    return FigureChanges(
        added=tuple(figure_key(key) for key in new if key not in old),
        removed=tuple(figure_key(key) for key in old if key not in new),
        hidden=tuple(figure_key(key) for key, o, n in both if n.letters == SUPPRESSED != o.letters),
        shown=tuple(figure_key(key) for key, o, n in both if o.letters == SUPPRESSED != n.letters),
        revised=tuple(
            _revised(key, o, n, withheld=_split(key) in withheld)
            for key, o, n in both
            if SUPPRESSED not in (o.letters, n.letters) and _stated(o) != _stated(n)
        ),
        status=_statuses((o, n) for _, o, n in both if _stated(o) == _stated(n)),
    )


def _split(key: Key) -> tuple[str, str]:
    """(quarter, breakdown): where one of its figures is hidden, no earlier state of the others is told."""
    return key[1], key[3]


def _stated(p: TrendPoint) -> tuple[object, ...]:
    return p.value, p.numerator, p.denominator


def _revised(key: Key, old: TrendPoint, new: TrendPoint, *, withheld: bool) -> RevisedFigure:
    return RevisedFigure(
        **figure_key(key).model_dump(),
        old=None if withheld else _state(old),
        new=_state(new),
    )


def _state(p: TrendPoint) -> FigureState:
    return FigureState(value=p.value, numerator=p.numerator, denominator=p.denominator, status=p.letters)


def _statuses(pairs: Iterable[tuple[TrendPoint, TrendPoint]]) -> tuple[StatusChange, ...]:
    counted = Counter(
        (n.quarter, o.letters, n.letters)
        for o, n in pairs
        if o.letters != n.letters and SUPPRESSED not in (o.letters, n.letters)
    )
    return tuple(StatusChange(quarter=q, old=o, new=n, figures=count) for (q, o, n), count in sorted(counted.items()))


def _quarters(before: DataEdition, now: DataEdition) -> ListChanges:
    old, new = ({p.quarter for p in edition.points} for edition in (before, now))
    return ListChanges(
        added=tuple(sorted(new - old)),
        removed=tuple(q for q in sorted(old - new) if q >= min(new, default="")),
    )


def _areas(edition: DataEdition) -> list[NamedCode]:
    district = edition.lists.district
    return [*([district] if district else ()), *edition.lists.towns]


def _members(edition: DataEdition) -> list[NamedCode]:
    return [m.model_copy(update={"code": f"{m.breakdown}/{m.code}"}) for m in edition.lists.members]


def _in_common(before: DataEdition, now: DataEdition, *parts: int) -> Callable[[str], bool]:
    """Whether an entry of the earlier edition stands in a figure that the new one was asked for too."""
    common = before.covered & now.covered
    used = {"/".join(key[part] for part in parts) for key, p in before.by_key.items() if cover(p) in common}
    return used.__contains__


def _entries(
    old: Sequence[Entry], new: Sequence[Entry], counts: Callable[[str], bool] = lambda code: True
) -> ListChanges:
    """``counts`` says whether an entry that is gone is a loss."""
    before, now = {e.code: e for e in old}, {e.code: e for e in new}
    changed = [(code, _fields(before[code], now[code])) for code in sorted(before.keys() & now.keys())]
    return ListChanges(
        added=tuple(sorted(now.keys() - before.keys())),
        removed=tuple(code for code in sorted(before.keys() - now.keys()) if counts(code)),
        redefined=tuple(ChangedCode(code=c, changes=f) for c, f in changed if _redefined(f)),
        relabelled=tuple(ChangedCode(code=c, changes=f) for c, f in changed if f and not _redefined(f)),
    )


def _redefined(changes: Sequence[FieldChange]) -> bool:
    return any(change.field in _MEANING for change in changes)


def _fields(old: Entry, new: Entry) -> tuple[FieldChange, ...]:
    before, now = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(
        FieldChange(field=field, old=str(before.get(field, "")), new=str(value))
        for field, value in now.items()
        if field not in ("code", "breakdown") and before.get(field, "") != value
    )
