"""The towns of the files: how many rows each has and where, which code each gets, and what a town is that only another
file than the register names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from govreport.canonical.folding import fold
from govreport.district.new import NewTown, read_towns
from govreport.errors import Message
from govreport.starting.place import Land, code_pattern
from govreport.starting.question import Answers, Question
from govreport.starting.supplied import Extract
from govreport.vocabulary import EXTRACTS_CALLED

OWN_NUMBERS = "own"
"""The answer that towns without codes are numbered by ourselves; of one that the register lacks: a town like others."""
SET_ASIDE = "none"
"""The answer for a town that is none of the district's: its rows are set aside."""
_LONGEST_CODE = 9
"""Characters of a town's code that the results database holds."""


def find_towns(extracts: Mapping[str, Extract], land: Land, listed: Path | None, answers: Answers) -> list[NewTown]:
    """The towns of the register's files, with codes where a file has them beside the names. Raises ConfigError."""
    if listed is not None:
        return read_towns(listed, code_pattern(land, "town"))
    seen = _seen(extracts)
    register = [name for name, where in seen.items() if "registration" in where]
    aliases: dict[str, list[str]] = {}
    own = list(register)
    for name, where in seen.items() if register else ():
        if name in register:
            continue
        answer = _which(name, where, register, answers)
        if answer == OWN_NUMBERS:
            own.append(name)
        elif answer != SET_ASIDE:
            aliases.setdefault(answer, []).append(name)
    own = own or list(seen)
    codes = _codes_beside(extracts.values(), land)
    lacking = [name for name in sorted(own) if name not in codes]
    if lacking:
        zh = "；".join(f"{name} {_rows(seen[name]).zh}" for name in lacking)
        en = "; ".join(f"{name} {_rows(seen[name]).en}" for name in lacking)
        asked = Message(
            f"文件里 {len(lacking)} 个镇街没有代码（{zh}）：用 --towns 给出清单，或写 {OWN_NUMBERS} 由系统编号",
            f"{len(lacking)} towns have no code in the files ({en}): give a list by --towns, or {OWN_NUMBERS} to have "
            "them numbered",
        )
        answers.decide(Question("town_codes", asked, (OWN_NUMBERS,)))
        codes |= dict.fromkeys(lacking, "")
    return [NewTown(codes[name], name, name, tuple(aliases.get(name, ()))) for name in sorted(own)]


def _seen(extracts: Mapping[str, Extract]) -> dict[str, dict[str, int]]:
    """Town by its commonest spelling -> extract -> the number of its rows, those with most rows first."""
    counts: dict[str, Counter[str]] = {name: Counter(extract.cells("town_code")) for name, extract in extracts.items()}
    spellings: dict[str, str] = {}
    found: dict[str, dict[str, int]] = {}
    for cell, _ in sum(counts.values(), Counter[str]()).most_common():
        spelling = spellings.setdefault(fold(cell).replace("&", "and"), cell)
        for name, counted in counts.items():
            if counted[cell]:
                where = found.setdefault(spelling, {})
                where[name] = where.get(name, 0) + counted[cell]
    return found


def _rows(where: Mapping[str, int]) -> Message:
    titles = {name: EXTRACTS_CALLED[name] for name in where}
    return Message(
        "、".join(f"{titles[name].zh}{rows}行" for name, rows in where.items()),
        ", ".join(f"{rows} {'row' if rows == 1 else 'rows'} of {titles[name].en}" for name, rows in where.items()),
    )


def _which(name: str, where: Mapping[str, int], register: Sequence[str], answers: Answers) -> str:
    """What a town is that the register doesn't name."""
    near = get_close_matches(name, register, n=1, cutoff=0.6)
    zh, en = _rows(where)
    like_zh, like_en = (f"，最像 {near[0]}", f"; most like {near[0]}") if near else ("", "")
    asked = Message(
        f"“{name}”（{zh}）不在名册里{like_zh}：是哪个镇街的另一种写法（{'、'.join(sorted(register))}），是另一个镇街"
        f"（{OWN_NUMBERS}），还是不是本区的、这些行不计入（{SET_ASIDE}）",
        f"{name} ({en}) isn't in the register{like_en}: another spelling of which town "
        f"({', '.join(sorted(register))}), "
        f"a town of its own ({OWN_NUMBERS}), or none of the district's, so that these rows are set aside ({SET_ASIDE})",
    )
    return answers.decide(Question(f"town.{name}", asked, (*register, OWN_NUMBERS, SET_ASIDE)))


def numbered(towns: Sequence[NewTown], code: str, land: Land) -> list[NewTown]:
    """Towns without a code get one that looks like none of the country's own: 9 and their number."""
    town = code_pattern(land, "town")
    taken = {one.code for one in towns}
    made: list[NewTown] = []
    number = 900
    for one in towns:
        if one.code:
            made.append(one)
            continue
        while True:
            number += 1
            for form in (f"{code}{number}", f"E05{number:06d}", f"{code}-{number}", f"T{number}"):
                if (town is None or town.fits(form)) and form not in taken and len(form) <= _LONGEST_CODE:
                    made.append(replace(one, code=form))
                    taken.add(form)
                    break
            else:
                if number < 1000:
                    continue
            break
    return made


def _codes_beside(extracts: Iterable[Extract], land: Land) -> dict[str, str]:
    """Town -> its code, where a column beside the towns' names holds one code for each, written as such codes are."""
    pattern = code_pattern(land, "town")
    if pattern is None:
        return {}
    found: dict[str, str] = {}
    for extract in extracts:
        for file in extract.files:
            names = next((file.columns[t] for t in extract.titles("town_code") if t in file.columns), ())
            for cells in file.columns.values():
                filled = [cell for cell in cells if cell]
                if not filled or not all(pattern.fits(cell) for cell in filled):
                    continue
                pairs = {(n, c) for n, c in zip(names, cells, strict=False) if n and c}
                if len({n for n, _ in pairs}) == len(pairs):
                    for name, code in sorted(pairs):
                        found.setdefault(name, code)
    return found
