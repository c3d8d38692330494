"""The files of a begun district: its folder, in its own language, and copies of the first data where it will look."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from govreport.district.dag_config import check_name
from govreport.district.new import csv_text
from govreport.errors import ConfigError, Message
from govreport.language import Language, pick, text_in
from govreport.starting.beginning import Beginning
from govreport.starting.source_text import heading, source_text


def require_free(districts_dir: Path, name: str) -> None:
    """Raise ConfigError where a folder can't be called so, or there is one already."""
    check_name(districts_dir, name)
    if (districts_dir / name).exists():
        home = districts_dir.parents[1]
        also = (home / "inbox" / name, home / "drafts" / name)
        again = "rm -r " + " ".join(shlex.quote(str(path)) for path in (districts_dir / name, *also) if path.exists())
        raise ConfigError(
            f"{districts_dir / name} 已经存在，没有改动；请换一个名称，或直接改其中的文件。要重新开始，先运行：{again}",
            f"{districts_dir / name} exists and was left alone; choose another name, or edit its files. To begin anew, "
            f"first run: {again}",
        )


def write_beginning(home: Path, districts_dir: Path, begun: Beginning) -> list[Path]:
    """Write the folder, and copy the files to inbox/NAME/QUARTER; a file that lies there is left alone."""
    require_free(districts_dir, begun.id)
    folder = districts_dir / begun.id
    written = []
    for name, text in folder_texts(begun).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    for file in begun.files:
        path = home / "inbox" / begun.id / str(file.quarter) / file.path.name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
            written.append(path)
        elif path.read_bytes() != file.data:
            raise ConfigError(
                f"{path} 已经存在，与 {file.path} 不同，没有改动；请移走旧的，再把新的放到那里。",
                f"{path} exists, is another file than {file.path} and was left alone; move it away, then put the new "
                "one there.",
            )
    return written


def folder_texts(begun: Beginning) -> dict[str, str]:
    """File of the folder -> its text."""
    language = begun.land.language
    domain = f"{begun.id.replace('_', '-')}.example"
    texts = {
        "district.yaml": _district(begun, domain),
        "recipients.yaml": _recipients(begun, domain),
        "targets.csv": csv_text(["indicator", "value", "due", "label_zh", "label_en", "source", "asserted_by"], []),
        "towns.csv": csv_text(
            ["code", "name", "short_name", "en", "aliases", "tile_column", "tile_row"],
            [
                [t.code, t.name, t.short_name, t.en, "|".join(t.aliases), n % 4 + 1, n // 4 + 1]
                for n, t in enumerate(begun.towns)
            ],
        ),
    }
    for name, extract in begun.extracts.items():
        texts[f"sources/{name}.yaml"] = heading(begun.id, name, language) + source_text(
            extract, begun.id, begun.publisher, language, begun.usual, begun.choices[name]
        )
    if begun.words:
        texts["words.yaml"] = _mapping(begun.words)
    if begun.codes:
        told = Message(
            "本区自己的代码表，代替产品的同名代码表；means 写它相当于产品的哪个代码（docs/zh/districts.md）",
            "The district's own code lists, in place of the product's; means: as which of the product's codes one "
            "counts (docs/en/districts.md)",
        )
        texts["codes.yaml"] = f"# {text_in(language, told)}\n{_mapping(begun.codes)}"
    return texts


def _mapping(value: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for listed, entries in value.items():
        lines.append(f"{listed}:")
        lines += [f"  {_plain(code)}: {_flow(entry)}" for code, entry in entries.items()]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _plain(code: str) -> str:
    return code if code.isidentifier() and code not in ("yes", "no", "on", "off", "true", "false") else json.dumps(code)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _district(begun: Beginning, domain: str) -> str:
    language, land, name = begun.land.language, begun.land, begun.name
    say = partial(_either, language)
    short = name.removesuffix("区").removesuffix("县") if language == "zh" else name.removeprefix("Borough of ")
    spoken = land.entries.get("terms", {}).get("en", {})
    bodies = spoken.get("social organizations", "voluntary organizations").title()
    lines = [
        say(
            f"# {name}：这个区是谁、季报怎样做。由文件起草，每一项都由 govreport district check {begun.id} 检查。",
            f"# {name}: who the district is and how its report is run. Drafted from files; every entry is checked by\n"
            f"# `govreport district check {begun.id}`.",
        ),
    ]
    if land.profile:
        lines.append(
            f"profile: {land.profile}  # "
            + say(
                f"没有写的项目见 include/profiles/{land.profile}.yaml",
                f"what it leaves out: include/profiles/{land.profile}.yaml",
            )
        )
    lines += [f"{entry}: {value}" for entry, value in land.own.items()]
    lines.append(f"code: {_quoted(begun.code)}")
    if begun.former_codes:
        lines.append(f"former_codes: {_flow(begun.former_codes)}")
    if begun.identifiers:
        lines.append(f"identifiers: {_flow(begun.identifiers)}")
    lines += [
        f"name: {_quoted(name)}",
        f"short_name: {_quoted(short or name)}",
        f"publisher: {_quoted(begun.publisher)}",
    ]
    if "timezone" not in land.entries and "timezone" not in land.own:
        lines.append("timezone: Asia/Shanghai")
    lines += [
        f"registrars: {_flow(begun.registrars)}  # "
        + say("登记机关一栏中本区登记机关的写法", "every spelling of the district's own registrar in extracts"),
        f"languages: [{language}]",
        f"sender: report@{domain}  # " + say("换成本单位的地址", "put your own address"),
        "report:",
        "  title: " + _quoted(say(f"{name}社会组织季报", f"{short or name} {bodies} Quarterly")),
        f"  first_issue: {begun.first_issue or begun.quarters[0]}",
        "  release_working_days: 13  # "
        + say("季度结束后第几个工作日发布", "dated the n-th working day after the quarter"),
        "  report_to: " + _quoted(say("区领导" if name.endswith("区") else "领导", "the leadership")),
        "  send_to: "
        + _quoted(say(f"有关单位，各{'镇街' if _has_streets(begun) else '乡镇'}", "departments concerned")),
        f"  contact: {_quoted(begun.publisher)}",
        "operators: []  # "
        + say("运行失败、步骤将迟时通知谁", "who is told of failed runs and of steps that are about to be late"),
        "# "
        + say(
            "签发链、账号，轮到时通知到哪个地址：",
            "Who signs, in order, their user ids, and where they are told of their turn:",
        ),
        "# " + say("signoff: [审核, 签发]", "signoff: [Review, Release]"),
        "# "
        + say("signers: {审核: [reviewer], 签发: [director]}", "signers: {Review: [reviewer], Release: [director]}"),
        "# "
        + say(
            f"signer_mail: {{审核: reviewer@{domain}, 签发: director@{domain}}}",
            f"signer_mail: {{Review: reviewer@{domain}, Release: director@{domain}}}",
        ),
        "mail_corrections: false",
        "stewards: []  # " + say("更正单寄给谁", "who gets correction sheets"),
    ]
    terms = _terms(begun)
    if terms:
        lines.append(f"terms: {_flow(terms)}")
    if begun.parameters:
        lines.append(f"parameters: {_flow(begun.parameters)}")
    return "\n".join(lines) + "\n"


def _either(language: Language, zh: str, en: str) -> str:
    return pick(language, zh, en)


def _terms(begun: Beginning) -> dict[str, dict[str, str]]:
    """What a county calls what the product calls a district's, told by its name and its towns'."""
    if begun.land.language != "zh" or "terms" in begun.land.entries:
        return {}
    words: dict[str, str] = {}
    if not _has_streets(begun):
        words |= {"各镇街": "各乡镇", "镇街": "乡镇", "街镇": "乡镇"}
    if begun.name.endswith("县"):
        words |= {"全区": "全县", "本区": "本县", "区政府": "县政府"}
    return {"zh": words} if words else {}


def _has_streets(begun: Beginning) -> bool:
    """Whether a place's towns are called 镇街: unless their names are known and none is a street's."""
    return not begun.towns or any(town.name.endswith(("街道", "街")) for town in begun.towns)


def _recipients(begun: Beginning, domain: str) -> str:
    language = begun.land.language
    told = Message(
        "写职务，不写人名；地址换成本单位的。每一项的写法：docs/zh/delivery.md",
        "Roles, not people. Put your own address. What each entry may say: docs/en/delivery.md",
    )
    role = pick(language, "局长", "Head of service")
    clearance = pick(language, "内部", "internal")
    spoken = "" if language == "zh" else f", language: {language}"
    entry = f"- {{role: {role}, address: head@{domain}, formats: [pdf, xlsx], clearance: {clearance}{spoken}}}"
    return f"# {text_in(language, told)}\n{entry}\n"
