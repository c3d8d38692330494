"""Coded columns: words that a list lacks, and columns that no file has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.district.folder import District
from govreport.errors import ConfigError, Message, enumerated
from govreport.starting.beginning import Beginning
from govreport.starting.question import Answers, Question
from govreport.starting.supplied import Extract
from govreport.vocabulary import EXTRACTS_CALLED

OWN_CODE = "own"
"""The answer for a word that is a code of the district's own."""
_FIRST_ONLY = {"instalment": "1"}
"""Columns that say how many times over: without one, every record is the first."""
_KEEPS_ITS_OWN = frozenset({"yes_no", "status", "event_kind", "event_result"})
"""Lists that rules and figures know word by word; here a word that is in none of them must be one of theirs."""
_MOST_WORDS = 40


def decide_missing(
    begun: Beginning, extract: Extract, column: str, codes: Mapping[str, CodeList], answers: Answers
) -> None:
    """A required column that no file has: one value for every row, or no first draft."""
    info = EXTRACTS[extract.name].columns[column].info
    key = f"{extract.name}.{column}"
    named = f"{info['zh']}（{column}）"
    if info["codes"] is None and info["kind"] in ("date", "town", "community"):
        raise ConfigError(
            f"{extract.files[0].path.name} 中没有“{named}”一列，而这一列必需；请在文件中补上，或用 "
            f"--answer file.{extract.files[0].path.name}=none 不用这份数据。",
            f"{extract.files[0].path.name} has no column for {column}, which {extract.name} needs; add it to the "
            f"file, or leave the file out by --answer file.{extract.files[0].path.name}=none.",
        )
    listed = codes.get(info["codes"] or "")
    shown, shown_en = shown_codes(listed) if listed else ("", "")
    asked = Message(
        f"{EXTRACTS_CALLED[extract.name].zh}没有“{named}”一列：每一行都是什么{f'（{shown}）' if shown else ''}",
        f"{extract.name} has no column for {column}: what it is in every row{f' ({shown_en})' if shown else ''}",
    )
    if column == "event_kind":
        title = extract.files[0].path.name
        asked = Message(
            f"{title} 的每一行是什么：给组织评的等级，还是一次检查（{shown}）",
            f"what each row of {title} is: a grade that an organization was given, or one inspection ({shown_en})",
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
    known = enumerated(listed.codes)
    raise ConfigError(
        f"“{answer}”不在代码表 {listed.name} 中，请给其中一个：{known.zh}（--answer {key}=…）。",
        f"{answer!r} is not in the list {listed.name}; give one of {known.en} (--answer {key}=…).",
    )


def decide_words(begun: Beginning, listed: str, codes: CodeList, answers: Answers) -> None:
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
    own[slug(word, own, listed)] = {begun.land.language: word}


def slug(word: str, own: Mapping[str, object], listed: CodeList) -> str:
    """A code for a word of the district's own, like none that there is."""
    code = re.sub(r"[^a-z0-9]+", "_", word.casefold()).strip("_") or f"own_{len(own) + 1}"
    while code in own or code in listed.codes:
        code = f"{code}_own"
    return code
