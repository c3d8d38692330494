"""Files in a language whose titles the product's dictionary lacks: every title is shown with cells from below it and
asked about, and what amounts and their decimals look like is told or asked. Nothing is taken for its likeness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.folding import fold
from govreport.errors import ConfigError, Message, ReadError
from govreport.starting.question import OPTION, Answers, Question
from govreport.starting.supplied import LEFT_OUT, Extract, Supplied
from govreport.tidy.hints import safe_hints
from govreport.tidy.opening import open_file, open_grids
from govreport.tidy.proposal import ProposedColumn
from govreport.tidy.units import split_unit
from govreport.tidy.usual_words import Usual, is_idle, is_personal, usual_layout
from govreport.tidy.values.cells import plain

_SHOWN = 3
_LONGEST = 30
"""Characters of a cell that are shown."""
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})*"
_COMMA = re.compile(rf"(?:{_GROUPED}|\d+),\d{{1,2}}(?!\d)")
_POINT = re.compile(rf"(?:{_GROUPED}|\d+)\.\d{{1,2}}(?!\d)")
_EITHER = re.compile(r"\d{1,3}[.,]\d{3}(?!\d)")


@dataclass(frozen=True)
class Strange:
    """A file of unknown titles."""

    file: Supplied
    titles: Mapping[str, Sequence[str]]
    """Title -> some of its cells."""
    known: Mapping[str, str]
    """Title that the dictionary has, all the same -> the column that it calls so."""


def strange_files(supplied: Sequence[Supplied], usual: Usual, money: str) -> list[Strange]:
    """The files of whose titles the dictionary knows less than half."""
    found = []
    for one in supplied:
        titles = _titles(one, usual, money)
        words = {fold(word): column for column, own in usual[one.extract].items() for word in own}
        bare = {title: words.get(fold(title)) or words.get(fold(split_unit(title)[0])) for title in titles}
        known = {title: column for title, column in bare.items() if column}
        idle = sum(is_idle(title) or is_personal(title) for title in titles if title not in known)
        if (len(known) + idle) * 2 < len(titles) and not _is_read(one, usual, money):
            found.append(Strange(one, titles, known))
    return found


def _is_read(one: Supplied, usual: Usual, money: str) -> bool:
    """Whether every column that must be there is found by the dictionary alone."""
    layout = usual_layout(one.extract, usual, money, safe_hints(one.path.name, one.data))
    try:
        mapping = open_file(one.path.name, one.data, layout, one.extract).header.mapping
    except ReadError:
        return False
    needed = [c.name for c in EXTRACTS[one.extract].columns if not c.nullable and not c.info.get("may_lack")]
    return len(set(needed) & set(mapping)) * 2 >= len(needed)


def _titles(one: Supplied, usual: Usual, money: str) -> dict[str, list[str]]:
    """The first row that is as full as any and holds no number, with cells from below it; empty where none is."""
    layout = usual_layout(one.extract, usual, money, safe_hints(one.path.name, one.data))
    for grid in open_grids(one.path.name, one.data, layout)[1]:
        rows = [[" ".join(plain(cell).split()) for cell in row] for row in grid.head]
        fullest = max((sum(map(bool, row)) for row in rows), default=0)
        for at, row in enumerate(rows):
            filled = [cell for cell in row if cell]
            worded = len(set(filled)) == len(filled) and not any(c.isdigit() for cell in filled for c in cell)
            if fullest > 1 and worded and len(filled) * 10 >= fullest * 8:
                return {title: _below(rows[at + 1 :], column) for column, title in enumerate(row) if title}
    return {}


def _below(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    cells = (row[column] for row in rows if column < len(row) and row[column])
    return list(dict.fromkeys(cell[:_LONGEST] for cell in cells))[:_SHOWN]


def decide_titles(strange: Sequence[Strange], usual: Usual, answers: Answers) -> Usual:
    """The dictionary with what the titles of these files were said to be. Raises ConfigError."""
    meant: dict[str, dict[str, str]] = {}
    for one in strange:
        extract = one.file.extract
        said = meant.setdefault(extract, {})
        columns = [c.name for c in EXTRACTS[extract].columns if c.name != ROW]
        for title, cells in one.titles.items():
            if title not in said:
                asked = _question(one, title, cells)
                likely = one.known.get(title, "")
                said[title] = answers.decide(Question(f"column.{extract}.{title}", asked, (*columns, LEFT_OUT), likely))
        _require_one_each(one, said)
    grown = {extract: {column: list(words) for column, words in own.items()} for extract, own in usual.items()}
    for extract, said in meant.items():
        asked_about = set(map(fold, said))
        for column, words in grown[extract].items():
            own = [title for title, answer in said.items() if answer == column]
            grown[extract][column] = [*own, *(word for word in words if fold(word) not in asked_about)]
    return grown


def _question(one: Strange, title: str, cells: Sequence[str]) -> Message:
    shown, shown_en = "；".join(cells) or "空", "; ".join(cells) or "nothing"
    extract = one.file.extract
    return Message(
        f"{one.file.path.name} 的“{title}”（其下是 {shown}）是哪一列（{LEFT_OUT}：不读；可选的列见 "
        f"govreport sources columns -e {extract}）",
        f"which column {title} of {one.file.path.name} is (it holds {shown_en}; {LEFT_OUT}: not read; columns are "
        f"listed by govreport sources columns -e {extract})",
    )


def _require_one_each(one: Strange, said: Mapping[str, str]) -> None:
    taken: dict[str, str] = {}
    for title in one.titles:
        column = said[title]
        if column != LEFT_OUT and column in taken:
            both_zh, both_en = f"“{taken[column]}”和“{title}”", f"{taken[column]} and {title}"
            option = f"{OPTION} column.{one.file.extract}.{title}=…"
            raise ConfigError(
                f"{one.file.path.name} 的{both_zh}都说成是 {column}，只能有一列是；另一列请答别的或 {LEFT_OUT}"
                f"（{option}）。",
                f"{both_en} of {one.file.path.name} are both said to be {column}, which only one of them can be; give "
                f"another column or {LEFT_OUT} for one ({option}).",
            )
        taken[column] = title


def leave_guesses_out(extract: Extract) -> None:
    """What isn't called as somebody said isn't read, however like another word it is."""
    proposal = extract.proposal
    for column, found in list(proposal.columns.items()):
        guessed = [c for c in found if c.basis != "name"]
        proposal.left += [ProposedColumn(c.title, None, "idle", 100) for c in guessed]
        kept = [c for c in found if c.basis == "name"]
        if kept:
            proposal.columns[column] = kept
        else:
            del proposal.columns[column]
            proposal.units.pop(column, None)


def restated_titles(supplied: Sequence[Supplied], usual: Usual, money: str, answers: Answers) -> Usual:
    """The dictionary with what answers given beforehand say of titles that it knows otherwise, or doesn't know."""
    grown = {extract: {column: list(words) for column, words in own.items()} for extract, own in usual.items()}
    for one in supplied:
        for title in _titles(one, usual, money):
            answer = answers.given(f"column.{one.extract}.{title}")
            if answer is None:
                continue
            for column, words in grown[one.extract].items():
                rest = [word for word in words if fold(word) != fold(title)]
                grown[one.extract][column] = [title, *rest] if column == answer else rest
    return grown


def tell_titles(extract: Extract, usual: Usual, money: str, answers: Answers) -> bool:
    """Say of every title as which column it is read, under the key that answers otherwise, and leave out what somebody
    said isn't read; whether somebody said anything of an amount. Raises ConfigError."""
    proposal = extract.proposal
    spelt = {fold(title): title for file in extract.files for title in _titles(file, usual, money)}
    columns = [c.name for c in EXTRACTS[extract.name].columns if c.name != ROW]
    taken = [(c, column) for column, found in proposal.columns.items() for c in found]
    stated = False
    for found, column in [*taken, *((c, LEFT_OUT) for c in proposal.left)]:
        title = spelt.get(fold(found.title), found.title)
        if "." in title and title not in spelt.values():  # a place within a record of JSON: its own answer all the same
            title = found.title
        key = f"column.{extract.name}.{title}"
        asked = Message(f"“{title}”是哪一列", f"which column {title} is")
        answer = answers.decide(Question(key, asked, (*columns, LEFT_OUT), column, sure=True))
        stated |= answers.given(key) is not None and answer.endswith("_fen")
        if answer == column:
            continue
        if column != LEFT_OUT:
            kept = [c for c in proposal.columns[column] if c is not found]
            if kept:
                proposal.columns[column] = kept
            else:
                del proposal.columns[column]
                proposal.units.pop(column, None)
        else:
            proposal.left.remove(found)
        if answer == LEFT_OUT:
            proposal.left.append(ProposedColumn(found.title, None, "idle", 100))
        else:
            proposal.columns.setdefault(answer, []).append(ProposedColumn(found.title, answer, "name", 100))
    return stated


def decide_decimal(extract: Extract, answers: Answers) -> str | None:
    """``comma`` where amounts are written so; None where a point stands before their decimals, or there are none."""
    cells = [cell for column in extract.proposal.units for cell in extract.cells(column)]
    comma = any(_COMMA.search(cell) and not _POINT.search(cell) for cell in cells)
    point = any(_POINT.search(cell) and not _COMMA.search(cell) for cell in cells)
    if comma == point and (comma or any("." in m[0] for cell in cells if (m := _EITHER.search(cell)))):
        shown = next(cell for cell in cells if _EITHER.search(cell) or _COMMA.search(cell))
        asked = Message(
            f"{extract.name} 中 {shown} 这样的金额，小数前是点（point）还是逗号（comma）",
            f"what stands before the decimals of amounts such as {shown} in {extract.name}: point or comma",
        )
        answer = answers.decide(Question(f"decimal.{extract.name}", asked, ("point", "comma")))
        return "comma" if answer == "comma" else None
    return "comma" if comma else None
