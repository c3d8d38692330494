"""The question to a signer as it is read: Markdown in Airflow, plain text on a terminal, text and page of the mail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govreport.delivery.mail.body import inline
from govreport.errors import enumerated
from govreport.language import pick
from govreport.release.signoff_question import Line, Part, Question
from govreport.templating import engine

IN_MAIL = 5
"""Headline figures in a mail."""
_OF_MAIL = ("checked", "accepted", "changed")
"""Parts of the question that a mail shows; the others are a link away."""


def as_markdown(question: Question) -> str:
    """As Airflow shows it."""
    q, colon, semicolon = question, pick(question.language, "：", ": "), pick(question.language, "；", "; ")
    chain, signed = " → ".join(map(_plain, q.chain)), pick(q.language, "、", ", ").join(map(_plain, q.signed))
    words = {
        "hash": pick(q.language, "报告散列值", "Hash of the report"),
        "fingerprint": pick(q.language, "指纹", "Fingerprint"),
        "role": pick(q.language, "签署角色", "Role that signs"),
        "chain": pick(q.language, "签发链", "chain"),
        "signed": pick(q.language, "已签署", "Signed before"),
    }
    facts = [
        f"{words['role']}{colon}**{_plain(q.role)}**{semicolon}{words['chain']}{colon}{chain}",
        *([f"{words['signed']}{colon}{signed}"] if q.signed else []),
        f"{words['hash']}{colon}`{q.sha256}`",
        f"{words['fingerprint']}{colon}`{q.fingerprint}`",
    ]
    head = f"**{_plain(q.report)}**{pick(q.language, '　', ' · ')}{_plain(q.as_of)}"
    files = [f"### {pick(q.language, '文件', 'Files')}", "", *map(_markdown, [*q.files, *_page_of(q)])]
    rows = [pick(q.language, "| 指标 | 数值 | 变动 |", "| Indicator | Value | Change |"), "|---|---|---|"]
    rows += [f"| {_cell(f.name)} | {_cell(f.value)} | {_cell(f.changes)} |" for f in q.figures]
    parts = [
        head,
        "  \n".join(facts),
        "\n".join(files),
        *(f"> {_plain(line)}" for line in q.headline),
        "\n".join([f"### {_figures_title(q)}", "", *rows]),
        *("\n".join([f"### {_plain(part.title)}", "", *map(_markdown, _lines(part))]) for part in q.parts),
        _plain(closing(q)),
    ]
    return "\n\n".join(parts)


def as_text(question: Question) -> str:
    """As a terminal shows it, where the files are paths that can be opened."""
    q, colon = question, pick(question.language, "：", ": ")
    figures = [Line(f"{f.name}{colon}{f.value}", _after_comma(q, f.changes)) for f in q.figures]
    parts = [
        Part("files", pick(q.language, "文件", "Files"), [*q.files, *_page_of(q)]),
        Part("figures", _figures_title(q), figures),
        *q.parts,
    ]
    lines = [q.title, f"{q.report}{pick(q.language, '　', ' · ')}{q.as_of}", q.sha256]
    for part in parts:
        lines += ["", part.title, *(f"  {_text(line, colon)}" for line in _lines(part))]
    return "\n".join(lines)


def as_mail_text(question: Question) -> str:
    """What the mail says, for readers without HTML."""
    q, colon = question, pick(question.language, "：", ": ")
    lines = [q.asked, turn_words(q), "", *q.headline]
    figures = [Line(f"{f.name}{colon}{f.value}", _after_comma(q, f.changes)) for f in q.figures[:IN_MAIL]]
    for part in (Part("figures", _figures_title(q), figures), *_parts_of_mail(q)):
        lines += ["", part.title, *(f"· {_text(line, colon)}" for line in _lines(part, onward=False))]
    lines += ["", *(f"{link.head}{colon}{link.href}" for link in links_of(q)), "", closing(q), q.sha256]
    return "\n".join([*lines, *filter(None, [q.note])])


def as_mail_page(question: Question, templates: Path, marks: Sequence[str]) -> str:
    """The mail's page, its styles within the elements. ``marks`` are said first: that this is a test."""
    q = question
    links = links_of(q)
    view = {
        "lang_tag": pick(q.language, "zh-CN", "en"),
        "chinese": q.language == "zh",
        "q": q,
        "marks": marks,
        "turn": turn_words(q),
        "figures_title": _figures_title(q),
        "figures": q.figures[:IN_MAIL],
        "parts": _parts_of_mail(q),
        "links": links,
        "closing": closing(q),
        "hash_label": pick(q.language, "报告散列值：", "Hash of the report: "),
    }
    return inline(engine(templates).get_template("signing_mail.html.j2").render(view))


def links_of(question: Question) -> list[Line]:
    """Where the mail leads: to the answer, the PDF, what changed, the verdict, the page."""
    q = question
    read = [Line(pick(q.language, f"看报告（{f.head}）", f"Read the {f.head}"), "", f.href) for f in q.files[:2]]
    onward = [part.onward for key in ("changed", "checked") if (part := q.part(key)) and part.onward is not None]
    found = [
        Line(pick(q.language, "去答复（同意或退回）", "Approve or reject"), "", q.links.question),
        *read,
        *onward,
        *_page_of(q),
    ]
    return [link for link in found if _is_web(link.href)]


def turn_words(question: Question) -> str:
    """That it is the role's turn, and who has signed before."""
    q, signed = question, enumerated(question.signed)
    before = pick(q.language, f"此前已签署：{signed.zh}。", f" Signed before: {signed.en}.") if q.signed else ""
    return pick(
        q.language,
        f"{q.report}（{q.as_of}）已成文，轮到“{q.role}”。{before}",
        f"{q.report}, {q.as_of[:1].lower()}{q.as_of[1:]}, is ready, and it is the turn of {q.role}.{before}",
    )


def closing(question: Question) -> str:
    """What a signature means, and a rejection."""
    return pick(
        question.language,
        "同意即对报告的散列值签署；报告内容一变，散列值随之改变，签署失效。退回请写明意见，本次运行将失败并通知运行值班。",
        "Approving signs the report's hash; a report that changes has another, and the signature is void. To reject, "
        "say why: the run fails and the operators are told.",
    )


def _parts_of_mail(question: Question) -> list[Part]:
    return [part for key in _OF_MAIL if (part := question.part(key)) is not None]


def _page_of(question: Question) -> list[Line]:
    page, language = question.links.page, question.language
    return [Line(pick(language, "本期报告页", "The period's page"), "", page)] if page else []


def _figures_title(question: Question) -> str:
    return pick(question.language, "主要数字", "Headline figures")


def _lines(part: Part, *, onward: bool = True) -> list[Line]:
    return [*part.lines, *([part.onward] if onward and part.onward is not None else [])]


def _after_comma(question: Question, text: str) -> str:
    return pick(question.language, f"，{text}", f", {text}") if text else ""


def _text(line: Line, colon: str) -> str:
    return f"{line.head}{colon}{line.href}" if line.href else f"{line.head}{_gap(line)}{line.text}"


def _gap(line: Line) -> str:
    """What stands between both halves of a line: Chinese sentences follow each other without a space."""
    return " " if line.head[-1:].isascii() and line.head[-1:].strip() and line.text[:1].isalnum() else ""


def _markdown(line: Line) -> str:
    """A link where it leads somewhere by web; a path of the machine stays a path."""
    if _is_web(line.href):
        return f"- [{_plain(line.head)}]({line.href}){f' {_plain(line.text)}' if line.text else ''}"
    if line.href:
        return f"- {_plain(line.head)}: `{line.href}`"
    # With a space: after a full stop or a colon, Markdown takes ** before a Chinese character for no end of bold.
    return f"- **{_plain(line.head)}** {_plain(line.text)}".rstrip() if line.head else f"- {_plain(line.text)}"


def _is_web(href: str) -> bool:
    return href.startswith(("http://", "https://"))


def _plain(text: str) -> str:
    """Text from data stays text: no markup."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _plain(text) or "—"
