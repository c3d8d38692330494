"""From files to everything that a district's folder must say: what they tell is taken, the rest is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.currency import currency
from govreport.district.folder import Source
from govreport.district.layout import QUARTER_END
from govreport.errors import ConfigError, Message
from govreport.starting.amounts import decide_amount
from govreport.starting.beginning import Beginning
from govreport.starting.meanings import decide_called, decide_funds, decide_results
from govreport.starting.own_words import decide_missing, decide_words
from govreport.starting.place import find_codes, find_identifiers, find_land
from govreport.starting.question import Answers, Question
from govreport.starting.source_text import SourceChoices, learn_spellings
from govreport.starting.supplied import LEFT_OUT, Extract, Supplied, grouped, read_again, read_supplied
from govreport.starting.titles import (
    decide_decimal,
    decide_titles,
    leave_guesses_out,
    restated_titles,
    strange_files,
    tell_titles,
)
from govreport.starting.towns import find_towns, numbered
from govreport.tidy.usual_words import Usual

_BEGINNING = 2000
"""Bytes of a file before its first record, at most."""
BY_DISAPPEARANCE = "by_disappearance"
REGISTER, OWN_BODIES = "register", "own"
"""Whom an evaluation is about: the register's organizations, or bodies of its own."""


def interview(
    name: str,
    paths: Sequence[Path],
    usual: Usual,
    codes: Mapping[str, CodeList],
    districts_dir: Path,
    answers: Answers,
    towns_file: Path | None = None,
) -> Beginning:
    """Look at the files and decide everything. Raises GovreportError; nothing is written."""
    learn_spellings(usual)
    land = find_land(_texts(paths, usual), districts_dir, answers)
    supplied = read_supplied(paths, usual, answers, land.currency)
    strange = strange_files(supplied, usual, land.currency)
    if strange:
        usual = decide_titles(strange, usual, answers)
        learn_spellings(usual)
        supplied = read_again(supplied, usual, land.currency)
    restated = restated_titles(
        [one for one in supplied if one not in [s.file for s in strange]], usual, land.currency, answers
    )
    if restated != usual:
        usual = restated
        learn_spellings(usual)
        supplied = read_again(supplied, usual, land.currency)
    extracts = grouped(supplied, usual, codes, land.currency)
    for named in {one.file.extract for one in strange}:
        leave_guesses_out(extracts[named])
    asked_about = {one.file.extract for one in strange}
    choices = {extract: SourceChoices() for extract in extracts}
    for called_so, found in extracts.items():
        stated = called_so in asked_about or tell_titles(found, usual, land.currency, answers)
        if called_so == "funding":
            decide_amount(found, choices[called_so], stated, answers)
    register = extracts.get("registration")
    if register is None:
        raise ConfigError(
            "这些文件里没有登记名册，它是每个区必有的；请把名册也加进来，或用 --answer file.文件名=registration 指明。",
            "None of these files is the register, the one extract that every district has; add it, or name it by "
            "--answer file.NAME=registration.",
        )
    towns = find_towns(extracts, land, towns_file, answers)
    code, former = find_codes(register, land, towns, answers)
    asked = Message("本区的名称，如 路南区", "the district's name, such as Borough of Brackenford")
    called = answers.decide(Question("name", asked))
    registrars = _registrars(register, answers)
    asked = Message("发布季报的单位", "the body that publishes the report")
    likely = re.sub(r"[(（].*", "", registrars[0]) if registrars else called
    publisher = answers.decide(Question("publisher", asked, (), likely, sure=bool(registrars)))
    begun = Beginning(
        id=name,
        land=land,
        name=called,
        publisher=publisher,
        code=code,
        former_codes=former,
        identifiers=find_identifiers(register, land, answers),
        registrars=registrars,
        towns=numbered(towns, code, land),
        extracts=extracts,
        choices=choices,
        usual=usual,
        strange=[one.file.path.name for one in strange],
    )
    if (events := extracts.get("evaluation")) is not None and not _is_of_the_register(begun, events, answers):
        del extracts["evaluation"]
    for extract in extracts.values():
        _decide_extract(begun, extract, codes, answers)
    for listed in sorted({one for extract in extracts.values() for one in extract.proposal.words}):
        decide_words(begun, listed, codes[listed], answers)
    decide_funds(begun, codes["fund"], answers)
    answers.require_used()
    return begun


def _texts(paths: Sequence[Path], usual: Usual) -> list[str]:
    """The first of what stands in the files, to tell the language and the country by."""
    from govreport.sources.named import file_bytes
    from govreport.tidy.hints import safe_hints
    from govreport.tidy.opening import open_grids
    from govreport.tidy.usual_words import usual_layout

    texts = []
    for path in paths:
        data = file_bytes(path)
        layout = usual_layout("registration", usual, hints=safe_hints(path.name, data))
        for grid in open_grids(path.name, data, layout)[1]:
            texts += [cell for row in grid.head for cell in row if cell]
    return texts


def _registrars(register: Extract, answers: Answers) -> list[str]:
    """The spellings of the district's own registrar: none where no column says who registered whom."""
    seen = Counter(register.cells("registrar"))
    folded: dict[str, list[str]] = {}
    for word, _ in seen.most_common():
        folded.setdefault(fold(word), []).append(word)
    if not folded:
        return []
    firsts = [words[0] for words in folded.values()]
    listed = "|".join(firsts[:8])
    asked = Message(
        f"登记机关有 {listed}：哪些是本区的（用 | 分开）",
        f"registrars in the file are {listed}: which are the district's own (by |)",
    )
    chosen = answers.decide(Question("registrars", asked, (), firsts[0], sure=len(firsts) == 1))
    return [word.strip() for word in chosen.split("|") if word.strip()]


def _decide_extract(begun: Beginning, extract: Extract, codes: Mapping[str, CodeList], answers: Answers) -> None:
    proposal, chosen = extract.proposal, begun.choices[extract.name]
    if proposal.dates == "?":
        asked = Message(
            f"{extract.name} 中 05/03/2019 这样的日期，日在前还是月在前",
            f"whether days such as 05/03/2019 in {extract.name} have the day or the month first",
        )
        chosen.dates = answers.decide(Question(f"dates.{extract.name}", asked, ("day_first", "month_first")))
    else:
        chosen.dates = proposal.dates
    if not proposal.has_cutoff:
        changed = all(_changed_on(file) == file.quarter.end for file in extract.files)
        told_zh = f"（dateModified 是季度最后一天，如 {extract.files[0].quarter.end}）" if changed else ""
        told_en = f" (dateModified is its last day, such as {extract.files[0].quarter.end})" if changed else ""
        asked = Message(
            f"{extract.name} 的文件没有写数据截止日期{told_zh}："
            f"是否总是到季度最后一天（是写 {QUARTER_END}，否写 none）",
            f"no file of {extract.name} states its cut-off{told_en}: whether the data always run to the quarter's last "
            f"day ({QUARTER_END}), or not (none)",
        )
        likely = QUARTER_END if changed else ""
        if answers.decide(Question(f"cutoff.{extract.name}", asked, (QUARTER_END, "none"), likely)) == QUARTER_END:
            chosen.cutoff = QUARTER_END
    chosen.decimal = decide_decimal(extract, answers)
    own = currency(begun.land.currency)
    for column, unit in proposal.units.items():
        if unit is not None or _states_money(extract.cells(column), own.sign):
            continue
        title = extract.titles(column)[0]
        names = own.unit_names
        listed = tuple(
            one
            for one in re.split(r"[、,]\s*|\s+or\s+|或", names.zh if begun.land.language == "zh" else names.en)
            if one
        )
        asked = Message(f"“{title}”以什么为单位（{names.zh}）", f"the unit of {title} ({names.en})")
        answer = answers.decide(
            Question(f"unit.{extract.name}.{column}", asked, (), listed[0] if len(listed) == 1 else "")
        )
        if own.unit(answer) is None:
            raise ConfigError(
                f"“{answer}”不是{own.name.zh}的单位，请写{names.zh}之一。",
                f"{answer!r} is no unit of {own.many}; write one of {names.en}.",
            )
        chosen.units[column] = answer
    if extract.name == "registration":
        _decide_exits(extract, chosen, codes, answers)
    for column in proposal.missing:
        if column not in chosen.constants:
            decide_missing(begun, extract, column, codes, answers)
    if "event_kind" in chosen.constants:
        decide_results(begun, extract, chosen.constants["event_kind"], codes, answers)
    if chosen.entries.get("population") == OWN_BODIES:
        decide_called(begun, extract, answers)


def _changed_on(file: Supplied) -> date | None:
    """The day on which a JSON file says, at its beginning, that it was last changed."""
    found = re.search(rb'"dateModified"\s*:\s*"(\d{4}-\d\d-\d\d)', file.data[:_BEGINNING])
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None


def _states_money(cells: Sequence[str], sign: str) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(sign.strip() in cell for cell in filled)


def _decide_exits(extract: Extract, chosen: SourceChoices, codes: Mapping[str, CodeList], answers: Answers) -> None:
    """A register without statuses and days of leaving is one of the living."""
    has = extract.proposal.columns
    if "status" in has or "exited_on" in has:
        return
    supported = "exits" in Source.model_fields
    asked = Message(
        "名册没有状态和退出日期：是不是只列在册的（离开的从名册中消失）",
        "the register has neither status nor day of leaving: whether it lists the living only, and who leaves is gone "
        "from it",
    )
    choices = (BY_DISAPPEARANCE, "none") if supported else ("none",)
    if answers.decide(Question("exits", asked, choices, choices[0], sure=not supported)) == BY_DISAPPEARANCE:
        chosen.entries["exits"] = BY_DISAPPEARANCE
    chosen.constants["status"] = "active"


def _is_of_the_register(begun: Beginning, extract: Extract, answers: Answers) -> bool:
    """Whether events are about the register's organizations; about other bodies only where the product knows how, and
    otherwise the file is left out."""
    known = {fold(cell) for cell in begun.extracts["registration"].cells("uscc")}
    named = [fold(cell) for cell in extract.cells("uscc")]
    found = sum(cell in known for cell in named)
    if not named or found * 10 > len(named) * 8:
        return True
    supported = "population" in Source.model_fields
    choices = (REGISTER, OWN_BODIES, LEFT_OUT) if supported else (REGISTER, LEFT_OUT)
    own_zh, own_en = ("，还是别的机构（own）", ", or about other bodies (own)") if supported else ("", "")
    asked = Message(
        f"{extract.name} 的 {len(named)} 条记录中，{found} 条所涉的在登记名册中：说的是名册里的组织（{REGISTER}）"
        f"{own_zh}，还是不用这份数据（{LEFT_OUT}）",
        f"of {len(named)} records of {extract.name}, {found} are about organizations of the register: are they about "
        f"these ({REGISTER}){own_en}, or is the file left out ({LEFT_OUT})",
    )
    answer = answers.decide(Question("population", asked, choices, REGISTER if found * 10 > len(named) else choices[1]))
    if answer == OWN_BODIES:
        begun.choices[extract.name].entries["population"] = OWN_BODIES
    return answer != LEFT_OUT
