"""Making numbered blocks: charts, tables and sections get their numbers in reading order here."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from govreport.quarter import Quarter
from govreport.reports.charts.drawing import Drawing
from govreport.reports.charts.over_time import Point
from govreport.reports.claims import FigureClaim, Key, ShareClaim
from govreport.reports.facts import Facts
from govreport.reports.model import (
    Block,
    Cell,
    Change,
    ChartBlock,
    ChartData,
    ColumnHead,
    Paragraph,
    Row,
    Section,
    TableBlock,
)
from govreport.reports.numbers import Comparison, rounded
from govreport.reports.stated import Stated, given_text, joined

NARROW = 340.0
"""Width of the drawings for phones, in the same units: there a unit is about a CSS pixel."""


class BlockFactory:
    """Hands out 图1, 表2 and 一、 as blocks are made; for the technical annex 附图1, 附表1 and 附一、, so that a number
    means one table wherever both are in one's hands."""

    def __init__(self, facts: Facts, first_table: int, *, annex: bool = False) -> None:
        self.facts = facts
        self.words = facts.words
        self.annex = annex
        self._charts = 0
        self._tables = first_table - 1
        self._sections = 0

    @property
    def first_number(self) -> Stated:
        """The number of the cards on page 1, which are a document's first table."""
        return self._number("table", 1)

    def _number(self, what: str, number: int) -> Stated:
        text = f"{self.words('labels.annex_' + what if self.annex else 'labels.' + what)}{number}"
        return given_text("number", text)

    def chart(
        self,
        key: str,
        title: str,
        subtitle: str,
        wide: Drawing,
        narrow: Drawing | None = None,
        *,
        width: float = 1.0,
        aside: Sequence[str] = (),
        table: ChartData | None = None,
    ) -> ChartBlock:
        """A numbered chart; its alternative text is the drawing's label. ``table``: what it draws, for the workbook."""
        templates = self.facts.inputs.settings.templates_dir
        self._charts += 1
        return ChartBlock(
            key=key,
            number=self._number("figure", self._charts),
            title=title,
            subtitle=subtitle,
            alt=wide.label,
            svg=wide.svg(templates),
            svg_narrow=narrow.svg(templates) if narrow else "",
            width=width,
            aside=[*aside],
            table=table,
        )

    def table(
        self,
        key: str,
        title: str,
        columns: list[ColumnHead],
        rows: list[Row],
        *,
        subtitle: str = "",
        note: str = "",
        shown: int | None = None,
        more_note: str = "",
        rule_every: int = 0,
        figures: bool = False,
    ) -> TableBlock:
        """A numbered table; rows beyond the first ``shown`` go to the workbook only, which ``more_note`` says.

        ``figures``: a dash in it stands for a figure that there isn't, which the note says where there is one.
        """
        note = self.notes(rows, note, figures=figures)
        beyond = [] if shown is None else rows[shown:]
        rest = self.facts.listed(len(beyond), f"more:{key}", word=False) if beyond else ""
        self._tables += 1
        return TableBlock(
            key=key,
            number=self._number("table", self._tables),
            title=title,
            subtitle=subtitle,
            columns=columns,
            rows=rows[:shown],
            note=note,
            more=beyond,
            more_note=self.words(more_note, count=rest) if beyond else "",
            rule_every=rule_every,
        )

    def notes(self, rows: list[Row], note: str = "", *, figures: bool = True) -> Stated:
        """What stands below a table: its own note, then what its dashes, letters and hidden figures mean."""
        dash = self._dash(rows) if figures else ""
        return joined(self.words("join.sentence"), (n for n in (note, dash, *self._legend(rows)) if n))

    def _dash(self, rows: list[Row]) -> str:
        if not any(c.text == self.words("none") for r in rows for c in r.cells):
            return ""
        floor = max((i.denominator_floor for i in self.facts.inputs.figures.indicators.values()), default=0)
        return self.words("none_note", floor=given_text("threshold", str(floor)))

    def _legend(self, rows: list[Row]) -> list[str]:
        """What the letters and the word for hidden figures in a table mean."""
        letters = sorted({letter for r in rows for c in r.cells for letter in c.flags})
        notes: list[str] = [self.words("flags", letter=x.lower(), meaning=self.facts.flag_word(x)) for x in letters]
        if any(c.text == self.words("suppressed") for r in rows for c in r.cells):
            notes.append(self.words("suppressed_note", word=self.words("suppressed")))
        return notes

    def section(self, key: str, blocks: Sequence[Block | None], *, new_page: bool = False) -> list[Section]:
        """A numbered section, or nothing where it has no block."""
        kept = [b for b in blocks if b is not None]
        if not kept:
            return []
        self._sections += 1
        ordinal = given_text("number", self.words.list("ordinals")[self._sections - 1])
        form = "headings.annex" if self.annex else "headings.numbered"
        heading = self.words(form, ordinal=ordinal, name=self.words(f"headings.{key}"))
        return [Section(key=key, heading=heading, blocks=kept, new_page=new_page, annex=self.annex)]

    # -- shared shapes

    def paragraph(self, *sentences: str) -> Paragraph | None:
        """Sentences that apply as one paragraph; None where none does."""
        text = joined(self.words("join.sentence"), (s for s in sentences if s))
        return Paragraph(text=text) if text else None

    def number(self, indicator: str, value: Fraction | None, *, tone: str = "normal") -> Cell:
        """A table cell that also holds the number as printed."""
        number = None if value is None else self.facts.in_cell(indicator, value, nonzero=True).number
        return Cell(text=self.facts.cell(indicator, value), number=number, tone=tone if value is not None else "muted")

    def figure(
        self,
        indicator: str,
        town: str = "",
        breakdown: str = "",
        member: str = "",
        *,
        quarter: Quarter | None = None,
        tone: str = "normal",
    ) -> Cell:
        """A figure as a cell with its status: its number and letters, or the word for one that is kept back."""
        key = (indicator, quarter, town, breakdown, member)
        if self.facts.is_suppressed(*key):
            return Cell(text=self.words("suppressed"), tone="muted")
        value = self.facts.value(*key)
        cell = self.number(indicator, value, tone=tone)
        if value is None:
            return cell
        shown = self.facts.in_cell(indicator, value, nonzero=True)
        claim = FigureClaim(self.facts.key(*key), shown.number, per_unit=shown.per_unit)
        cell = cell.model_copy(update={"text": Stated(cell.text, claim)})
        own = quarter in (None, self.facts.quarter)
        href = self.facts.href(indicator, town, breakdown, member) if own else ""
        return cell.model_copy(update={"flags": self._letters(*key), "href": href})

    def _letters(self, indicator: str, quarter: Quarter | None, town: str, breakdown: str, member: str) -> str:
        """Status letters to print: the quarter's own status is said once for the whole report, not on each figure."""
        letters = self.facts.flags(indicator, quarter, town, breakdown, member)
        return "".join(letter for letter in letters if letter not in "PMUQ")

    def share(self, part: Fraction | None, whole: Fraction | None) -> Cell:
        """A share of a total, in per cent."""
        if part is None or not whole:
            return Cell(text=self.words("none"), tone="muted")
        value = rounded(part / whole * 100, 1)
        return Cell(text=f"{value}%", number=value)

    def share_of(self, part: Key, whole: Key) -> Cell:
        """What one figure is of another, in per cent, as a cell."""
        own, total = self.facts.value(*part), self.facts.value(*whole)
        if own is None or not total:
            return Cell(text=self.words("none"), tone="muted")
        value = rounded(own / total * 100, 1)
        claim = ShareClaim(((part, "value"),), (whole, "value"), value)
        return Cell(text=Stated(f"{value}%", claim), number=value)

    def change(self, indicator: str, change: Change, compared: Comparison | None) -> Cell:
        """A comparison as a cell: the absolute change."""
        number = None if compared is None else self.facts.in_cell(indicator, compared.difference).number
        return Cell(text=change.absolute, number=number, tone=change.tone)

    def changes(self, indicator: str, town: str = "", breakdown: str = "", member: str = "") -> list[Cell]:
        """环比 and 同比 as two cells; of a year, which is compared with the year before alone, 同比."""
        return [
            self.change(
                indicator,
                self.facts.change(indicator, against, town, breakdown, member),
                self.facts.compare(indicator, against, town, breakdown, member),
            )
            for against in self.facts.against
        ]

    def change_heads(self, *widths: float) -> list[ColumnHead]:
        """The heads of ``changes``; ``widths`` of both, where they aren't 1."""
        wide = dict(zip(("previous", "year_ago"), widths, strict=False))
        return [self.head(against, width=wide.get(against, 1.0)) for against in self.facts.against]

    def growth(self, indicator: str, breakdown: str = "", member: str = "") -> Cell:
        """同比 in per cent as a cell."""
        change = self.facts.change(indicator, "year_ago", "", breakdown, member)
        compared = self.facts.compare(indicator, "year_ago", "", breakdown, member)
        relative = compared.relative if compared else None
        text = change.relative or (change.absolute if compared and compared.direction == "flat" else self.words("none"))
        flat = rounded(0, 1) if compared and compared.direction == "flat" else None
        return Cell(
            text=text,
            number=flat if relative is None else rounded(relative, 1),
            tone=change.tone if change.relative else "muted",
        )

    def head(
        self, name: str, *, width: float = 1.0, align: str = "right", number_format: str = "", group: str = ""
    ) -> ColumnHead:
        """A column named in the language file's ``columns``."""
        text = self.words(f"columns.{name}")
        return ColumnHead(text=text, align=align, width=width, number_format=number_format, group=group)

    def indicator_table(self, key: str, title: str, subtitle: str, indicators: Sequence[str]) -> TableBlock | None:
        """Indicators down, this quarter and both comparisons across; those without a figure are left out."""
        facts = self.facts
        rows = []
        for indicator in indicators:
            if not facts.has(indicator):
                continue
            declared = facts.declared(indicator)
            unit = facts.unit(indicator)
            basis = self.words(f"basis.{declared.basis}") if declared else ""
            rows.append(
                Row(
                    cells=[
                        Cell(text=facts.name(indicator)),
                        Cell(text=unit, tone="muted"),
                        Cell(text=basis, tone="muted"),
                        self.figure(indicator, tone="strong"),
                        *self.changes(indicator),
                    ]
                )
            )
        if not rows:
            return None
        chinese = self.words.language == "zh"
        columns = [
            self.head("indicator", width=2.9 if chinese else 2.65, align="left"),
            self.head("unit", width=0.8 if chinese else 1.55, align="left"),
            self.head("basis", width=1.3 if chinese else 1.25, align="left"),
            self.head("now", number_format="#,##0.0#"),
            *self.change_heads(*(1.7, 1.7) if chinese else (1.5, 1.5)),
        ]
        return self.table(key, title, columns, rows, subtitle=subtitle, figures=True)

    def points(self, indicator: str, quarters: Sequence[Quarter] | None = None) -> list[Point]:
        """An indicator's quarters for a time axis."""
        facts = self.facts
        return [
            Point(
                value=(value := facts.value(indicator, quarter)),
                label=facts.cell(indicator, value),
                quarter=facts.quarter_word(quarter),
                year="" if quarter.kind == "year" else self.words("year", year=quarter.year),
                stressed=quarter.is_same_part_as(facts.quarter),
            )
            for quarter in quarters or facts.history
        ]

    def spoken(self, indicator: str) -> str:
        """An indicator's history in words, for a chart's alternative text."""
        facts = self.facts
        points = ((facts.quarter_name(q), facts.point_value(indicator, q)) for q in facts.history)
        return self.words.join(self.point(*p) for p in points)

    def point(self, name: str, value: str) -> str:
        """One point of a chart in words: its name and its value."""
        return self.words("point", name=name, value=value or self.words("no_data"))
