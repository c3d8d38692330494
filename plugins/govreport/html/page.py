"""How a web page is written: in one language, from its labels, and placed in its template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from markupsafe import Markup

from govreport.errors import Message
from govreport.html.labels import LABELS, LANGUAGES
from govreport.language import Form, InBothLanguages, Language, pick, text_in
from govreport.templating import engine, style

View = dict[str, Any]
"""What a template is given: texts and addresses, nothing left to compute."""
_TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class PageWriter:
    """What a page is written with; each kind of page adds its own labels."""

    language: Language
    labels: ClassVar[Mapping[str, Message]] = LABELS

    def say(self, text: InBothLanguages) -> str:
        """A text in the page's language."""
        return text_in(self.language, text)

    def word(self, key: str, **values: object) -> str:
        """A label, its places filled with ``values``."""
        text = self.say(self.labels[key])
        return text.format(**values) if values else text

    def pick(self, zh: Form, en: Form) -> Form:
        """The form for the page's language."""
        return pick(self.language, zh, en)

    def joined(self, texts: Iterable[str]) -> str:
        """Several remarks in one line."""
        return self.pick("；", "; ").join(texts)

    def in_brackets(self, text: str) -> str:
        """A remark as it follows a name."""
        return self.pick(f"（{text}）", f" ({text})")

    def shell(self, others: Mapping[Language, str] | None = None) -> View:
        """What every page has; ``others`` are the addresses of the same page in other languages."""
        return {
            "lang_tag": _TAGS[self.language],
            "language": self.language,
            "archived": "",
            "words": {key: self.say(label) for key, label in self.labels.items()},
            "others": [
                {"tag": _TAGS[code], "name": LANGUAGES[code], "href": href} for code, href in (others or {}).items()
            ],
        }


def place(templates: Path, template: str, view: View, *styles: str, **more: object) -> str:
    """The page: the view in its template (below ``templates``) with its style sheets."""
    return engine(templates).get_template(template).render(d=view, css=_css(templates, styles), **more)


@cache
def _css(templates: Path, styles: tuple[str, ...]) -> Markup:
    return style(*(templates / name for name in styles))


def file_size(size: int) -> str:
    """A file's size for people."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
