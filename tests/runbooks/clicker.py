"""Somebody at a browser who follows what a page says to click, by the names that stand there.

A way through the interface is one sentence: 在 Airflow 里： (In Airflow:) and steps with → between them. A step is

- “NAME”: that is clicked; “NAME…” is whatever begins so
- “NAME”填 `VALUE` (“NAME”: `VALUE`): typed into the field of that name
- “NAME”选“CHOICE” (“NAME”: “CHOICE”): chosen in it
- 等到“TEXT” (wait for “TEXT”): waited for

Further words in a step are for people. Clicks are counted: what a job costs those who do it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator, Page

BEGINS = ("在 Airflow 里：", "In Airflow: ")
_NAME = "“([^”]+)”"
_FILL = re.compile(f"{_NAME}(?:填|: ) ?`([^`]*)`")
_CHOOSE = re.compile(f"{_NAME}(?:选|: ){_NAME}")
_WAIT = re.compile(f"(?:等到|wait for ){_NAME}")
_CLICK = re.compile(_NAME)
PATIENCE = 90.0


def ways(text: str) -> list[list[str]]:
    """The ways through the interface that a page describes, each as its steps."""
    found = []
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:\d+\.|-|\|))", text):
        line = " ".join(paragraph.split())
        for begin in BEGINS:
            for rest in line.split(begin)[1:]:
                way = re.split(r"(?<=[”`）)])[。.；;](?=\s|$|[^”])", rest, maxsplit=1)[0]
                if "→" in way:
                    found.append([step.strip() for step in way.split("→")])
    return found


def names(step: str) -> list[str]:
    """What a step calls by name."""
    return re.findall(_NAME, step)


class Clicker:
    """One who is logged in, and what he has clicked so far."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def follow(self, way: list[str]) -> None:
        """Do the steps of one way."""
        for step in way:
            self.do(step)

    def do(self, step: str) -> None:
        """Do one step."""
        if waiting := _WAIT.search(step):
            self.wait(waiting[1])
        elif filled := _FILL.search(step):
            self.fill(filled[1], filled[2])
        elif chosen := _CHOOSE.search(step):
            self.choose(chosen[1], chosen[2])
        elif clicked := _CLICK.search(step):
            self.click(clicked[1])
        else:
            raise AssertionError(f"nothing to do in the step: {step}")

    def click(self, name: str) -> None:
        self._find(name).click()
        self.clicks += 1

    def wait(self, text: str, seconds: float = 90, *, whole: bool = True) -> None:
        """Until it can be seen; ``whole`` False: within a longer text too."""
        deadline = time.monotonic() + seconds
        while not any(_visible(place.get_by_text(text, exact=whole)) for place in self._places()):
            assert time.monotonic() < deadline, f"“{text}” isn't seen after {seconds:.0f} s: {self.seen()}"
            time.sleep(0.3)

    def fill(self, name: str, value: str) -> None:
        field = self._field(name)
        field.click()
        self.clicks += 1
        day = self.page.get_by_placeholder("YYYY/MM/DD")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and _visible(day):
            day.last.fill(value.replace("-", "/"))
            self.page.get_by_placeholder("HH:mm").last.fill("00:00")
            self.page.keyboard.press("Escape")
        else:
            self.page.keyboard.type(value)
            if field.get_attribute("role") == "combobox":
                self.page.keyboard.press("Enter")

    def choose(self, name: str, choice: str) -> None:
        self._field(name).click()
        self.page.get_by_role("option", name=choice, exact=True).click()
        self.clicks += 2

    def seen(self) -> str:
        """The beginning of what is on the page, for a message."""
        return " / ".join(self.page.locator("body").inner_text().split())[:1500]

    def _places(self) -> Iterator[Page | Locator | Frame]:
        """Where names are looked for, the topmost first."""
        dialogs = self.page.get_by_role("dialog")
        for number in reversed(range(dialogs.count())):
            if dialogs.nth(number).is_visible():
                yield dialogs.nth(number)
        yield self.page
        yield from self.page.frames[1:]  # our pages are framed in Airflow's, and the verdict's own page in ours

    def _find(self, name: str) -> Locator:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for place in self._places():
                for found in _called(place, name):
                    if (one := _visible(found)) is not None:
                        return one
            time.sleep(0.2)
        raise AssertionError(f"“{name}” isn't on the page: {self.seen()}")

    def _field(self, name: str) -> Locator:
        """The field that stands beside or below its name."""
        label = self._find(name)
        inputs = "self::input[not(@type='hidden' or @type='radio' or @type='checkbox')] or self::textarea"
        after = f"following::*[{inputs} or self::button or self::div[@type='button']][1]"
        return label.locator(f"xpath={after}")


def _called(place: Page | Locator | Frame, name: str) -> Iterator[Locator]:
    """What is called so, by its text or its hint; not by its role, which a browser works out for every element."""
    if name.endswith("…"):
        begins = re.compile(r"^\s*" + re.escape(name[:-1]), re.IGNORECASE)  # a style sheet may set its own capital
        yield place.locator("a, button").filter(has_text=begins)
        return
    yield place.get_by_text(re.compile(rf"^\s*{re.escape(name)}\s*\*?\s*$"))  # a field that must be filled has a star
    yield place.get_by_label(name, exact=True)
    yield place.get_by_title(name, exact=True)


def _visible(found: Locator) -> Locator | None:
    for number in range(found.count()):
        if found.nth(number).is_visible():
            return found.nth(number)
    return None
