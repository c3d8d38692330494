"""Which place it is: language, country and currency, name, codes, towns, by what organizations are named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govreport.canonical.folding import fold
from govreport.currency import is_currency
from govreport.district.code_patterns import CodePattern
from govreport.district.files import read_entries
from govreport.district.new import NewTown
from govreport.district.profile import PRODUCT_PROFILES, profile_names
from govreport.errors import Message
from govreport.language import Language
from govreport.starting.question import Answers, Question
from govreport.starting.supplied import Extract

NO_PROFILE = "none"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_USCC = re.compile(r"[159][0-9A-HJ-NP-RTUW-Y](\d{6})[0-9A-HJ-NP-RTUW-Y]{10}")
_SIGNS: Mapping[str, str] = {"£": "GBP", "€": "EUR", "₹": "INR", "₩": "KRW"}
_SMALLEST_SHARE = 0.02


@dataclass(frozen=True)
class Land:
    """Language, profile and money, which decide how the files themselves are read."""

    language: Language
    profile: str | None
    entries: Mapping[str, Any]
    """What the profile, and the profiles that it rests on, say."""
    own: Mapping[str, str]
    """What the district must say itself: country, currency, timezone."""

    @property
    def is_mainland(self) -> bool:
        """Whether it is of the Chinese mainland."""
        return (self.own.get("country") or self.entries.get("country")) == "CN"

    @property
    def currency(self) -> str:
        """ISO 4217."""
        return self.own.get("currency") or str(self.entries["currency"])


def find_land(texts: Sequence[str], districts_dir: Path, answers: Answers) -> Land:
    """The country by what the files hold: letters, currency signs, credit codes. Raises ConfigError."""
    sample = "".join(texts)
    letters = len(re.findall(r"[A-Za-z]", sample)) or 1
    chinese = len(_CHINESE.findall(sample))
    language: Language = "zh" if chinese * 4 > letters else "en"
    asked = Message("报告用哪种语言", "the report's language")
    chosen = answers.decide(Question("language", asked, ("zh", "en"), language, sure=True))
    language = "zh" if chosen == "zh" else "en"
    money = next((code for sign, code in _SIGNS.items() if sign in sample), "")
    money = money or next((code for code in ("GBP", "EUR", "USD") if re.search(rf"\b{code}\b", sample)), "")
    is_mainland = language == "zh" and _USCC.search(sample) is not None
    known = profile_names(districts_dir)
    likely = "cn" if is_mainland else "gb-england" if money == "GBP" and re.search(r"\bwards?\b", sample, re.I) else ""
    asked = Message(
        f"用哪个方案（国家、货币、代码的写法；{NO_PROFILE} 为都不用）",
        f"which profile it takes (country, currency, how codes are written; {NO_PROFILE}: it states them itself)",
    )
    profile = answers.decide(Question("profile", asked, (*known, NO_PROFILE), likely, sure=is_mainland))
    entries = {} if profile == NO_PROFILE else profile_entries(profile, districts_dir)
    own: dict[str, str] = {}
    if "country" not in entries:
        own["country"] = answers.decide(
            Question("country", Message("国家（ISO 3166，如 GB）", "the country (ISO 3166, such as GB)"))
        ).upper()
    if "timezone" not in entries and language != "zh":
        own["timezone"] = answers.decide(
            Question("timezone", Message("时区（如 Europe/London）", "the time zone (such as Europe/London)"))
        )
    if "currency" not in entries:
        asked = Message("货币（ISO 4217，如 GBP）", "the currency (ISO 4217, such as GBP)")
        own["currency"] = answers.decide(Question("currency", asked, (), money)).upper()
        if not is_currency(own["currency"]):
            own["currency"] = Answers({"currency": own["currency"]}, None).decide(
                Question("currency", asked, tuple(_SIGNS.values()))
            )
    return Land(language, None if profile == NO_PROFILE else profile, entries, own)


def profile_entries(profile: str, districts_dir: Path) -> dict[str, Any]:
    """What a profile says together with those that it rests on."""
    merged: dict[str, Any] = {}
    named: str | None = profile
    while named:
        folders = (districts_dir.parent / "profiles", PRODUCT_PROFILES)
        path = next(f / f"{named}.yaml" for f in folders if (f / f"{named}.yaml").is_file())
        said = read_entries(path)
        merged = {**said, **merged}
        named = said.get("profile")
    return merged


def find_identifiers(register: Extract, land: Land, answers: Answers) -> dict[str, Any] | None:
    """The scheme by which organizations are named; None where the profile's is right. Raises ConfigError."""
    cells = [cell.upper().replace(" ", "") for cell in register.cells("uscc")]
    credit = sum(_USCC.fullmatch(cell) is not None for cell in cells)
    shape = _shape(cells)
    likely = "none" if not cells else "uscc" if credit * 10 > len(cells) * 9 else "pattern"
    asked = Message(
        "各份数据用什么指明一家组织（uscc 统一社会信用代码，pattern 别的编号，none 只有名称）",
        "by what the files name an organization (uscc: Chinese credit codes, pattern: other numbers, none: names)",
    )
    settled = likely != "pattern" or shape is not None
    scheme = answers.decide(Question("identifiers", asked, ("uscc", "pattern", "none"), likely, sure=settled))
    if scheme != "pattern":
        stated = land.entries.get("identifiers", {}).get("scheme")
        return None if stated == scheme else {"scheme": scheme}
    title = next(iter(register.titles("uscc")), "")
    asked = Message("这种编号怎么写（正则表达式）", "how that number is written (a regular expression)")
    pattern = answers.decide(Question("identifiers.pattern", asked, (), shape or "", sure=shape is not None))
    asked = Message("这种编号叫什么（句中的写法）", "what that number is called (within a sentence)")
    name = answers.decide(Question("identifiers.name", asked, (), spaced(title, register).lower(), sure=bool(title)))
    return {"scheme": "pattern", "name": name, "pattern": pattern, "example": next(iter(cells), "")}


def spaced(title: str, extract: Extract) -> str:
    """A header as it is usually written: a file's own is read without its spaces."""
    from govreport.starting.source_text import SPELT

    return SPELT.get(fold(title), title)


def _shape(cells: Sequence[str]) -> str | None:
    """The one form that all of them have: letters as they stand, digits by their number; None for several."""
    forms = {re.sub(r"\d", "0", cell) for cell in cells}
    if not forms or any(re.search(r"[^A-Z0-9/-]", form) for form in forms):
        return None
    stems = {re.sub(r"0+", "#", form) for form in forms}
    if len(stems) != 1:
        return None
    lengths = [[len(run) for run in re.findall(r"0+", form)] for form in forms]
    runs = [(min(col), max(col)) for col in zip(*lengths, strict=True)]
    if sum(high - low for low, high in runs) > 2:
        return None
    parts = iter(runs)
    return "".join(_digits(*next(parts)) if c == "#" else re.escape(c) for c in stems.pop())


def _digits(low: int, high: int) -> str:
    return rf"\d{{{low}}}" if low == high else rf"\d{{{low},{high}}}"


def find_codes(register: Extract, land: Land, towns: Iterable[NewTown], answers: Answers) -> tuple[str, list[str]]:
    """The district's code, and the former ones that identifiers may still carry. Raises ConfigError."""
    seen: Counter[str] = Counter(m[1] for cell in register.cells("uscc") if (m := _USCC.fullmatch(cell.upper())))
    common = [code for code, count in seen.most_common() if count >= _SMALLEST_SHARE * sum(seen.values())]
    newest = _newest_codes(register)
    of_towns = {town.code[:6] for town in towns if town.code[:6].isdecimal() and len(town.code) == 9}
    named = of_towns.pop() if len(of_towns) == 1 else ""
    settled = bool(named) or len(common) == 1
    likely = named or (common[0] if settled else newest)
    latest_zh = f"；最近登记的组织都是 {newest}" if newest and not settled else ""
    latest_en = f"; those registered last all carry {newest}" if newest and not settled else ""
    example = code_pattern(land, "district")
    shown = f"（如 {example.example}）" if example and example.example else ""
    shown_en = f" (such as {example.example})" if example and example.example else ""
    asked = Message(f"本区的区划代码{shown}{latest_zh}", f"the district's own code{shown_en}{latest_en}")
    code = answers.decide(Question("code", asked, (), likely, sure=settled))
    others = [one for one in common if one != code]
    if not others:
        return code, []
    listed = ",".join(others)
    shown = "、".join(f"{one}（{seen[one]}行）" for one in others)
    shown_en = ", ".join(f"{one} ({seen[one]} rows)" for one in others)
    asked = Message(
        f"名册中还有代码 {shown}：哪些是本区从前的代码（逗号分开；没有写 none）",
        f"the register holds codes of {shown_en} too: which of them were the district's own once (by commas, or none)",
    )
    former = answers.decide(Question("former_codes", asked, (), listed))
    return code, [] if former == "none" else [one.strip() for one in former.split(",") if one.strip()]


def _newest_codes(register: Extract) -> str:
    """The one code that those registered last carry, by month where the days tell it; "" where these are several."""
    days: dict[tuple[int, int], set[str]] = {}
    for file in register.files:
        pairs = (
            zip(file.columns.get(number, ()), file.columns.get(day, ()), strict=False)
            for number in register.titles("uscc")
            for day in register.titles("registered_on")
        )
        for cell, day in (pair for one in pairs for pair in one):
            found, when = _USCC.fullmatch(cell.upper()), re.search(r"(?<!\d)((?:19|20)\d\d)\D?(\d{1,2})?", day)
            if found and when:
                days.setdefault((int(when[1]), int(when[2] or 0)), set()).add(found[1])
    latest = days[max(days)] if days else set()
    return next(iter(latest)) if len(latest) == 1 else ""


def code_pattern(land: Land, place: str) -> CodePattern | None:
    """How its codes of districts or towns are written, where its profile says so."""
    stated = land.entries.get("code_patterns", {}).get(place)
    return CodePattern.model_validate(stated) if stated else None
