"""Reconciliation: the figures that will be printed beside what others state, each difference with its explanation.

Our side is computed by the declared indicators themselves from the rows that the verdict lets in, so what is compared
is what is printed. The rules that judge the differences stand in rules/agreement.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.codes import CodeList
from govreport.currency import Currency, currency
from govreport.district.folder import District
from govreport.errors import Message, ReadError, strung, unstopped
from govreport.indicators.availability import stated_indicators
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.engine import compute
from govreport.indicators.supplied import Supply
from govreport.indicators.warehouse import AcceptedExtract, open_warehouse
from govreport.manifests.verdicts import Difference, ExtractCheck
from govreport.quality.frames.frame import Frame
from govreport.quality.reference_table import AMOUNT, NAME, fold, rows
from govreport.quality.values import printed
from govreport.quarter import Quarter
from govreport.sources.references import Explanation, Item, Reference, References, Supplied
from govreport.store.files import FileStore
from govreport.tidy.values.money import money_parser
from govreport.tidy.values.numerals import joined
from govreport.tidy.values.problems import UnreadableError

SAMPLE = "E53"
"""The rule whose reference file is a sample of organizations, not a table of figures."""
_COUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
Key = tuple[str, str, str]
"""Indicator, breakdown, member."""


def differences(
    references: References,
    checks: Mapping[str, ExtractCheck],
    district: District,
    quarter: Quarter,
    codes: Mapping[str, CodeList],
    files: FileStore,
) -> list[Difference]:
    """Every compared figure, equal ones among them, in the order of the references. Raises IntegrityError."""
    compared = [s for s in references.supplied if s.reference.rule != SAMPLE]
    if not compared:
        return []
    wanted = {item.indicator for s in compared for item in s.reference.items}
    ours = _ours(wanted, checks, district, quarter, codes, files, references.memory_limit)
    own = district.money
    return [d for s in compared for d in _compare(s, ours, quarter, references.explanations, own)]


def _ours(
    wanted: set[str],
    checks: Mapping[str, ExtractCheck],
    district: District,
    quarter: Quarter,
    codes: Mapping[str, CodeList],
    files: FileStore,
    memory_limit: str,
) -> dict[Key, tuple[int, int | None]]:
    chosen = {name: CATALOGUE[name] for name in sorted(wanted) if name in CATALOGUE}
    extracts = [
        AcceptedExtract(EXTRACTS[name].name, check.tidy.key, check.set_aside_key, check.tidy.living)
        for name, check in checks.items()
    ]
    with open_warehouse(files, district, extracts, memory_limit) as warehouse:
        supplied = Supply(warehouse, district).on(quarter)
        stated = stated_indicators(chosen, warehouse.available_on(quarter), supplied)
        found = compute(warehouse, stated, quarter, [t.code for t in district.towns], codes)
    return {(o.indicator, o.breakdown, o.member): (o.numerator, o.denominator) for o in found if not o.town_code}


def _compare(
    supplied: Supplied,
    ours: Mapping[Key, tuple[int, int | None]],
    quarter: Quarter,
    explanations: Sequence[Explanation],
    own: Currency,
) -> list[Difference]:
    reference = supplied.reference
    stated: dict[str, list[dict[str, str]]] = {}
    problem = supplied.problem
    if supplied.data is not None:
        try:
            for row in rows(supplied.filename, supplied.data, {"name": NAME, "amount": AMOUNT}, own):
                stated.setdefault(fold(row["name"]), []).append(row)
        except ReadError as error:
            problem = error.message
    if problem is not None:
        return [_open(reference, supplied, reference.items[0] if reference.items else None, None, problem, own)]
    return [_one(reference, supplied, item, stated, ours, quarter, explanations, own) for item in reference.items]


def _one(
    reference: Reference,
    supplied: Supplied,
    item: Item,
    stated: Mapping[str, list[dict[str, str]]],
    ours: Mapping[Key, tuple[int, int | None]],
    quarter: Quarter,
    explanations: Sequence[Explanation],
    own: Currency,
) -> Difference:
    computed = ours.get((item.indicator, item.breakdown, item.member))
    mine = None if computed is None else computed[item.part == "denominator"]
    if mine is None:
        return _open(reference, supplied, item, None, Message("没有这一指标", "there is no such indicator"), own)
    found = [row for name in item.names for row in stated.get(fold(name), [])]
    if len(found) != 1:
        zh, en = ("表中没有这一项", "the table lacks it") if not found else ("表中有多行", "the table has it twice")
        return _open(reference, supplied, item, mine, Message(zh, en), own)
    written = found[0]["unit"] or reference.unit
    unit = own.unit(written)
    if not reference.counts and unit is None:
        unclear = Message(
            f"写的单位“{written}”不能换算成{own.plain.zh}", f"is in “{written}”, which isn't a unit of the currency"
        )
        return _open(reference, supplied, item, mine, unclear, own)
    theirs = _stored(found[0]["amount"], unit, reference, own)
    if theirs is None:
        said = found[0]["amount"]
        return _open(reference, supplied, item, mine, Message(f"“{said}”不是数", f"“{said}” is not a number"), own)
    difference, worth = mine - theirs, reference.worth(own)
    tolerance = int(reference.tolerance * worth)
    explained = next(
        (
            e
            for e in explanations
            if (e.rule, fold(e.key), e.quarter) == (reference.rule, fold(item.key), quarter)
            and e.difference * worth == difference
        ),
        None,
    )
    state = "equal" if difference == 0 else "within" if abs(difference) <= tolerance else "open"
    if state == "open" and explained is not None:
        state = "explained"
    base = _open(reference, supplied, item, mine, Message("", ""), own)
    signed: dict[str, Any] = {}
    if explained is not None and state == "explained":
        signed = {
            "explanation_zh": explained.explanation.zh,
            "explanation_en": explained.explanation.en,
            "explained_by": explained.explained_by,
            "explained_on": explained.date,
        }
    return base.model_copy(update={"theirs": theirs, "difference": difference, "state": state, **signed})


def _open(
    reference: Reference, supplied: Supplied, item: Item | None, mine: int | None, problem: Message, own: Currency
) -> Difference:
    return Difference(
        rule=reference.rule,
        key=item.key if item else "",
        name=item.names[0] if item else "",
        title_zh=reference.title.zh,
        title_en=reference.title.en,
        owner=reference.owner,
        filename=supplied.filename,
        is_money=not reference.counts,
        currency=own.code,
        ours=mine,
        theirs=None,
        difference=None,
        tolerance=int(reference.tolerance * reference.worth(own)),
        state="open",
        problem_zh=problem.zh,
        problem_en=problem.en,
    )


def _stored(cell: str, unit: str | None, reference: Reference, own: Currency) -> int | None:
    """A cell as a count or as an amount; None where it is neither."""
    try:
        if not reference.counts:
            return money_parser(own.code).parse(cell, unit)
        written = joined(cell) or ""  # "4 2" and 4² are no counts
        if not _COUNT.fullmatch(written):
            return None
        count = Decimal(written.replace(",", ""))
        return int(count) if count == count.to_integral_value() else None
    except UnreadableError:
        return None


def words(d: Difference) -> Message:
    """One compared figure as a sentence part: both sides, the difference, who explained it."""
    if d.problem_zh:
        name = f"“{d.name}”" if d.name else ""
        return Message(f"{name}{d.problem_zh}", f"{d.name + ': ' if d.name else ''}{d.problem_en}")
    kind = "money" if d.is_money else "int"
    own = currency(d.currency)
    mine, theirs = printed(kind, d.ours, own), printed(kind, d.theirs, own)
    gap = d.difference or 0
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    size = printed(kind, abs(gap), own)
    zh = f"“{d.name}”本报表{mine}，对方{theirs}，差{sign}{size}"
    en = f"{d.name}: ours {mine}, theirs {theirs}, difference {sign}{size}"
    if d.state == "explained":
        zh += f"（{d.explained_by}{d.explained_on}说明：{unstopped(d.explanation_zh)}）"
        en += f" ({d.explained_by}, {d.explained_on}: {unstopped(d.explanation_en)})"
    return Message(zh, en)


def summary(found: Sequence[Difference]) -> Message:
    """A reference's whole difference list in one sentence."""
    told = strung(words(d) for d in found)
    return Message(f"{told.zh}。", f"{told.en}.")


def figures_frame(found: Sequence[Difference]) -> Frame:
    """One line a compared figure; ``settled`` where nothing is left to explain."""
    lines = []
    for at, d in enumerate(found):
        told = words(d)
        lines.append(
            {
                ROW: at,
                "line": 0,
                "extract": "across",
                "place_zh": f"{d.title_zh}（{d.filename or '未收到'}）",
                "place_en": f"{d.title_en} ({d.filename or 'not received'}): ",
                "header": d.name,
                "value": ""
                if d.theirs is None
                else printed("money" if d.is_money else "int", d.theirs, currency(d.currency)),
                "reference": d.rule,
                "settled": int(d.state != "open"),
                "told_zh": told.zh,
                "told_en": told.en,
                "owner": d.owner,
            }
        )
    names = ("place_zh", "place_en", "header", "value", "reference", "settled", "told_zh", "told_en", "owner")
    return Frame(pd.DataFrame(lines, columns=[ROW, "line", "extract", *names]))
