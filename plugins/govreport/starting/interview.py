"""From files to everything that a district's folder must say: what they tell is taken, the rest is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.currency import currency
from govreport.district.folder import District, Source
from govreport.district.layout import QUARTER_END
from govreport.district.new import NewTown
from govreport.errors import ConfigError, Message
from govreport.quarter import Quarter
from govreport.starting.place import Land, find_codes, find_identifiers, find_land, find_towns, numbered
from govreport.starting.question import Answers, Question
from govreport.starting.source_text import SourceChoices, learn_spellings
from govreport.starting.supplied import Extract, Supplied, grouped, read_supplied
from govreport.tidy.usual_words import Usual

OWN_CODE = "own"
"""The answer for a word that is a code of the district's own."""
BY_DISAPPEARANCE = "by_disappearance"
_FIRST_ONLY = {"instalment": "1"}
"""Columns that say how many times over: without one, every record is the first."""
_KEEPS_ITS_OWN = frozenset({"yes_no", "status", "event_kind", "event_result"})
"""Lists that rules and figures know word by word; here a word that is in none of them must be one of theirs."""
_MOST_WORDS = 40


@dataclass
class Beginning:
    """Everything that a new district's folder says."""

    id: str
    land: Land
    name: str
    publisher: str
    code: str
    former_codes: list[str]
    identifiers: dict[str, Any] | None
    registrars: list[str]
    towns: list[NewTown]
    extracts: dict[str, Extract]
    choices: dict[str, SourceChoices]
    usual: Usual
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """List -> code of the product -> the district's further spellings (words.yaml)."""
    codes: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """List -> code of the district's own -> what codes.yaml says of it."""

    @property
    def quarters(self) -> list[Quarter]:
        """Quarters for which there are files, the earliest first."""
        return sorted({file.quarter for extract in self.extracts.values() for file in extract.files})

    @property
    def files(self) -> list[Supplied]:
        """All files that are some extract's."""
        return [file for extract in self.extracts.values() for file in extract.files]


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
    extracts = grouped(read_supplied(paths, usual, answers, land.currency), usual, codes, land.currency)
    register = extracts.get("registration")
    if register is None:
        raise ConfigError(
            "这些文件里没有登记名册，只有它是每个区必有的；请把名册也加进来，或用 --answer file.文件名=registration 指明。",
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
        choices={extract: SourceChoices() for extract in extracts},
        usual=usual,
    )
    for extract in extracts.values():
        _decide_extract(begun, extract, codes, answers)
    for listed in sorted({one for extract in extracts.values() for one in extract.proposal.words}):
        _decide_words(begun, listed, codes[listed], answers)
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
    if len(firsts) == 1:
        return firsts
    listed = "|".join(firsts[:8])
    asked = Message(
        f"登记机关有 {listed}：哪些是本区的（用 | 分开）",
        f"registrars in the file are {listed}: which are the district's own (by |)",
    )
    chosen = answers.decide(Question("registrars", asked, (), firsts[0]))
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
        asked = Message(
            f"{extract.name} 的文件没有写数据截止日期：是否总是到季度最后一天",
            f"no file of {extract.name} states its cut-off: whether the data always run to the quarter's last day",
        )
        if answers.decide(Question(f"cutoff.{extract.name}", asked, (QUARTER_END, "none"), QUARTER_END)) == QUARTER_END:
            chosen.cutoff = QUARTER_END
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
        answer = answers.decide(Question(f"unit.{extract.name}.{column}", asked, (), listed[0]))
        if own.unit(answer) is None:
            raise ConfigError(
                f"“{answer}”不是{own.name.zh}的单位，请写{names.zh}之一。",
                f"{answer!r} is no unit of {own.many}; write one of {names.en}.",
            )
        chosen.units[column] = answer
    if extract.name == "registration":
        _decide_exits(extract, chosen, codes, answers)
    if extract.name == "evaluation":
        _decide_population(begun, extract, chosen, answers)
    for column in proposal.missing:
        if column not in chosen.constants:
            _decide_missing(begun, extract, column, codes, answers)


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


def _decide_population(begun: Beginning, extract: Extract, chosen: SourceChoices, answers: Answers) -> None:
    """Whether events are about the register's organizations or about other bodies."""
    known = {fold(cell) for cell in begun.extracts["registration"].cells("uscc")}
    named = [fold(cell) for cell in extract.cells("uscc")]
    found = sum(cell in known for cell in named)
    if "population" not in Source.model_fields or not named:
        return
    likely = "own" if found * 10 < len(named) else "register"
    asked = Message(
        f"{extract.name} 的 {len(named)} 条记录中，{found} 条所涉的在登记名册中：说的是名册里的组织（register），"
        "还是别的机构（own）",
        f"of {len(named)} records of {extract.name}, {found} are about organizations of the register: are they about "
        "these (register) or about other bodies (own)",
    )
    sure = found * 10 > len(named) * 8
    if answers.decide(Question("population", asked, ("register", "own"), likely, sure=sure)) == "own":
        chosen.entries["population"] = "own"


def _decide_missing(
    begun: Beginning, extract: Extract, column: str, codes: Mapping[str, CodeList], answers: Answers
) -> None:
    """A required column that no file has: one value for every row, or no first draft."""
    info = EXTRACTS[extract.name].columns[column].info
    key = f"{extract.name}.{column}"
    named = f"{info['zh']}（{column}）"
    if info["codes"] is None and column not in _FIRST_ONLY:
        if info["kind"] in ("date", "town", "community"):
            raise ConfigError(
                f"{extract.files[0].path.name} 中没有“{named}”一列，而这一列必需；请在文件中补上，或用 "
                f"--answer file.{extract.files[0].path.name}=none 不用这份数据。",
                f"{extract.files[0].path.name} has no column for {column}, which {extract.name} needs; add it to the "
                f"file, or leave the file out by --answer file.{extract.files[0].path.name}=none.",
            )
    listed = codes.get(info["codes"] or "")
    shown, shown_en = shown_codes(listed) if listed else ("", "")
    asked = Message(
        f"{extract.name} 没有“{named}”一列：每一行都是什么{f'（{shown}）' if shown else ''}",
        f"{extract.name} has no column for {column}: what it is in every row{f' ({shown_en})' if shown else ''}",
    )
    likely = _FIRST_ONLY.get(column, "")
    answer = answers.decide(Question(key, asked, (), likely, sure=bool(likely)))
    begun.choices[extract.name].constants[column] = answer
    if listed is not None and listed.find(answer) is None:
        _require_known(listed, answer, key)
        _own_code(begun, listed, answer)


def shown_codes(listed: CodeList) -> Message:
    """Its codes with their words, for a question."""
    codes = listed.codes.values()
    return Message("、".join(f"{c.code} {c.zh}" for c in codes), ", ".join(f"{c.code} ({c.en})" for c in codes))


def _require_known(listed: CodeList, answer: str, key: str) -> None:
    if "codes" in District.model_fields and listed.name not in _KEEPS_ITS_OWN:
        return
    known = "、".join(listed.codes)
    raise ConfigError(
        f"“{answer}”不在代码表 {listed.name} 中，请给其中一个：{known}（--answer {key}=…）。",
        f"{answer!r} is not in the list {listed.name}; give one of {known.replace('、', ', ')} (--answer {key}=…).",
    )


def _decide_words(begun: Beginning, listed: str, codes: CodeList, answers: Answers) -> None:
    """Words that a list lacks: another spelling of one of its codes, or a code of the district's own."""
    words: dict[str, str | None] = {}
    for extract in begun.extracts.values():
        words |= extract.proposal.words.get(listed, {})
    may_own = "codes" in District.model_fields and listed not in _KEEPS_ITS_OWN
    for word in list(words)[:_MOST_WORDS]:
        near = get_close_matches(fold(word), codes.lookup, n=1, cutoff=0.9)
        likely = OWN_CODE if may_own else codes.lookup[near[0]] if near else ""
        shown, shown_en = shown_codes(codes)
        own_zh = f"，或 {OWN_CODE}：本区自己的一种" if may_own else ""
        own_en = f", or {OWN_CODE}: one of the district's own" if may_own else ""
        asked = Message(
            f"“{word}”是 {listed} 中的哪一个（{shown}{own_zh}）", f"which of {listed} {word} is ({shown_en}{own_en})"
        )
        choices = (*codes.codes, OWN_CODE) if may_own else tuple(codes.codes)
        answer = answers.decide(Question(f"word.{listed}.{word}", asked, choices, likely, sure=may_own))
        if answer == OWN_CODE:
            _own_code(begun, codes, word)
        else:
            begun.words.setdefault(listed, {}).setdefault(answer, []).append(word)


def _own_code(begun: Beginning, listed: CodeList, word: str) -> None:
    """Begin the district's own list: its codes in use, and the new one."""
    own = begun.codes.get(listed.name)
    if own is None:
        own = begun.codes[listed.name] = {}
        for extract in begun.extracts.values():
            for column in EXTRACTS[extract.name].columns:
                if column.info.get("codes") == listed.name:
                    for cell in dict.fromkeys(extract.cells(column.name)):
                        if (code := listed.find(cell)) is not None:
                            known = listed.codes[code]
                            own.setdefault(code, {"zh": known.zh, "en": known.en})
    slug = re.sub(r"[^a-z0-9]+", "_", word.casefold()).strip("_") or f"own_{len(own) + 1}"
    while slug in own or slug in listed.codes:
        slug = f"{slug}_own"
    own[slug] = {begun.land.language: word}
