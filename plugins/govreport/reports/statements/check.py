"""Every text of every document of a run against the evidence: what isn't borne out, by document and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from govreport.errors import Message
from govreport.quarter import Quarter
from govreport.reports.claims import ChangeClaim, FigureClaim, Key, PhraseClaim
from govreport.reports.model import AttentionBlock, AttentionRow, ReportModel, TableBlock
from govreport.reports.stated import claims_of
from govreport.reports.statements.borne_out import untrue
from govreport.reports.statements.declared import sentences
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.given_names import Names, names_of
from govreport.reports.statements.naming import unscoped
from govreport.reports.statements.printed import Texts, bare_numbers, printed, unclaimed_names
from govreport.reports.statements.unprinted import turned_signs, unprinted_numbers


class Doubt(NamedTuple):
    """A text that isn't borne out."""

    document: str
    where: str
    text: str
    why: Message


def doubts(
    document: str, model: ReportModel, evidence: Evidence, about: Sequence[str] = (), texts: Texts | None = None
) -> Iterator[Doubt]:
    """What in a document isn't borne out: false claims, numbers and towns without a claim, conditions that don't hold.

    ``about``: codes of the towns that the document is about, which it may name as it likes. ``texts``: what it prints,
    where the caller has it already.
    """
    names = names_of(evidence, model.language)
    evidence = _with_own_lists(model, evidence)
    for where, text in printed(model) if texts is None else texts:
        for why in (*_wrong(text, evidence, names, about), *unscoped(text, claims_of(text), evidence, model.language)):
            yield Doubt(document, where, str(text), why)


def _wrong(text: str, evidence: Evidence, names: Names, about: Sequence[str]) -> Iterator[Message]:
    claims = claims_of(text)
    for claim in claims:
        wrong = untrue(claim, evidence)
        if wrong is not None:
            yield wrong
    for number in bare_numbers(text, names):
        yield Message(f"数字 {number} 没有出处", f"nothing says where the number {number} comes from")
    for number in unprinted_numbers(text):
        yield Message(f"应写 {number} 而没有写", f"claims {number} and doesn't print it")
    for sign in turned_signs(text):
        yield Message(f"升降与“{sign}”相反", f"moved the other way than {sign!r} says")
    for town in unclaimed_names(text, names, about):
        yield Message(f"镇街 {town} 没有出处", f"nothing says why the town {town} is named")
    declared = sentences()
    stated = {c.key.indicator for c in claims if isinstance(c, FigureClaim | ChangeClaim)}
    said = [declared[c.name] for c in claims if isinstance(c, PhraseClaim) and c.name in declared]
    allowed = {i for s in said for i in s.states}
    for name in sorted(stated - allowed) if said and "*" not in allowed else ():
        yield Message(f"句子没有声明指标 {name}", f"the sentence doesn't declare the indicator {name}")
    for sentence in said:
        if sentence.when is not None and not sentence.when(claims, evidence):
            yield Message("句子的条件不成立", "the sentence's condition doesn't hold")


def _with_own_lists(model: ReportModel, evidence: Evidence) -> Evidence:
    """The evidence with what the document itself lists: its sentences speak of that."""
    blocks = [b for s in model.sections for b in s.blocks]
    listing = [row for b in blocks if isinstance(b, AttentionBlock) for row in b.items]
    tables = {b.key: b for b in blocks if isinstance(b, TableBlock)}
    beyond = {f"more:{key}": len(table.more) for key, table in tables.items()}
    # What the report's table leaves to the one with all rows in the technical annex.
    whole = {key: tables[f"{key}_all"] for key in tables if f"{key}_all" in tables}
    beyond |= {f"more:{key}": len(table.rows) - len(tables[key].rows) for key, table in whole.items()}
    listed = {**evidence.listed, **beyond, "matters": len(listing), "matters_first": len(_clauses(model))}
    return replace(evidence, listed=listed, matters=_about(listing, evidence.quarter))


def _about(listing: Iterable[AttentionRow], quarter: Quarter) -> dict[str, set[Key]]:
    """Rule -> the figures that its matters are about."""
    about: dict[str, set[Key]] = {}
    for row in listing:
        keys = (Key(f.indicator, quarter, f.town_code, f.breakdown, f.member) for f in row.figures)
        about.setdefault(row.key, set()).update(keys)
    return about


def _clauses(model: ReportModel) -> set[str]:
    """The matters to which page 1 gives a clause each."""
    phrases = (c.name for f in model.findings for c in claims_of(f.text) if isinstance(c, PhraseClaim))
    return {name for name in phrases if name.startswith("attention.") and name.endswith(".clause")}
