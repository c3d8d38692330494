"""The view model: everything a report says, decided once, for every format.

Every number, formatted string, sentence and flag stands here as it is printed; templates only place them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from govreport.language import Language
from govreport.reports.data_set import DataSet, TrendPoint
from govreport.reports.stated import Text

Tone = Literal["normal", "strong", "muted", "alert"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Change(_View):
    """A difference against an earlier quarter, as printed: 环比 +12（+1.5%）."""

    label: Text
    """环比 or 同比."""
    absolute: Text
    """"+12", "持平", "−1.2 个百分点"; "—" where there is nothing to compare with."""
    relative: Text
    """"+1.5%", or "" where a percentage may not be given (rate, too small a base (numbers.py), unchanged)."""
    tone: Tone
    number: Decimal | None = None
    """The difference as tables print it, in the unit or in percentage points; None where nothing is compared."""
    percent: Decimal | None = None
    """The number that ``relative`` prints."""


class Kpi(_View):
    """One headline indicator on page 1."""

    indicator: str
    name: Text
    value: Text
    unit: Text
    changes: list[Change]
    target: Text
    """"" or e.g. 目标100%（2019年10月底）."""
    revised: Text = ""
    """"" or what became of the figure that was printed last time: 上期印830，修订为832."""
    spark_svg: str
    """Sparkline, decorative: the changes say the same in words."""
    href: str = ""
    """Where the figure is explained, relative to the web page as both lie in the store; "" for nowhere."""


class KeyFinding(_View):
    """One paragraph of page 1: a bold lead and its evidence."""

    lead: Text
    text: Text
    bad_news: bool
    leads_to: str = ""
    """Key of the section that tells all of it; "" where the paragraph says everything."""


class Cell(_View):
    """One cell of a table: what is printed, and what sets it apart."""

    text: Text
    number: Decimal | None = None
    """The value rounded as printed, for formats that hold numbers (workbook); None for text."""
    tone: Tone = "normal"
    flags: str = ""
    """Letters of the figure's status, set small behind it; the table's note says what they mean."""
    href: str = ""
    """Where the figure is explained, for the web page; "" for nowhere."""
    heat: int = Field(default=0, ge=0, le=3)
    bar: int = Field(default=0, ge=0, le=100)
    """Length of an in-cell bar in per cent of the longest."""


class ColumnHead(_View):
    """The head of a table's column, and how the cells below it are aligned and formatted."""

    text: Text
    align: Literal["left", "right", "center"] = "right"
    group: Text = ""
    """Adjacent columns of one group share a spanning head."""
    number_format: str = ""
    """Workbook format such as #,##0 or 0.0; "" for text."""
    width: float = 1.0
    """Share of the page width."""


class Row(_View):
    """A row of a table; a total's is set apart."""

    cells: list[Cell]
    kind: Literal["data", "total"] = "data"
    highlight: bool = False


class Paragraph(_View):
    """A paragraph of sentences that are already put together."""

    type: Literal["paragraph"] = "paragraph"
    text: Text


class TableBlock(_View):
    """A numbered table, with the rows that only the workbook holds."""

    type: Literal["table"] = "table"
    key: str
    """Stable name, for tests and the workbook's sheet."""
    number: Text
    """表2."""
    title: Text
    subtitle: Text = ""
    columns: list[ColumnHead]
    rows: list[Row]
    note: Text = ""
    more: list[Row] = []
    """Rows that only the workbook has: print shows the first ones."""
    more_note: Text = ""
    """Said where ``more`` isn't shown: 另有3处，见数据表."""
    rule_every: int = 0
    """A hairline after every so many rows; 0 for none."""


class ChartData(_View):
    """The figures that a chart draws, as a table for those who compute with them."""

    kind: Literal["line", "columns", "bars", ""] = ""
    """What a spreadsheet draws of it: a line a column, or bars of the first column with numbers; "" for nothing."""
    columns: list[ColumnHead]
    rows: list[Row]
    note: Text = ""


class ChartBlock(_View):
    """A numbered chart: its title is the finding, ``alt`` says it to those who can't see it."""

    type: Literal["chart"] = "chart"
    key: str
    number: Text
    """图1."""
    title: Text
    subtitle: Text
    alt: Text
    svg: str
    svg_narrow: str = ""
    """The same chart drawn for a phone; "" where the wide one serves."""
    width: float = 1.0
    """Share of the type area's width."""
    aside: list[Text] = []
    """Paragraphs set beside a chart that doesn't fill the width."""
    table: ChartData | None = None
    """For the workbook only."""


class MatterFigure(_View):
    """A figure that a matter is about, kept with it so that the next issue can say what became of it."""

    indicator: str
    town_code: str = ""
    breakdown: str = ""
    member: str = ""
    exact: str
    """In the indicator's printed unit, as a fraction: "25", "33/275"."""
    text: Text
    """As this issue printed it."""


class AttentionRow(_View):
    """Something that needs an act: what is the case, what to do, who, by when."""

    key: str
    heading: Text
    text: Text
    action: Text
    owner: Text
    due: Text
    """With the days left from the day of issue: 2019年10月31日前，还有8天."""
    due_iso: str = ""
    figures: list[MatterFigure] = []


class AttentionBlock(_View):
    """The attention items as a table."""

    type: Literal["attention"] = "attention"
    items: list[AttentionRow]


Block = Annotated[Paragraph | TableBlock | ChartBlock | AttentionBlock, Field(discriminator="type")]


class Section(_View):
    """A numbered section with its blocks in reading order."""

    key: str
    """structure, towns, funding, supervision, attention, quality, method, ..."""
    heading: Text
    blocks: list[Block]
    new_page: bool = True
    annex: bool = False
    """Whether print puts it into the technical annex, a document of its own; the page and the document hold all."""


class PrintFonts(_View):
    """A district's own fonts, by which it is printed; all "" where it has none (own_fonts.py)."""

    folder: str = ""
    """As district.yaml says it: an absolute path, or one below include/fonts."""
    body: str = ""
    """File of the font of running text."""
    heading: str = ""
    """File of the font of masthead and headline."""
    body_family: str = ""
    heading_family: str = ""
    sha256: str = ""
    """Over the files' bytes."""


class ReportModel(_View):
    """A whole report in one language."""

    language: Language
    lang_tag: str
    """zh-CN or en."""
    district_id: str
    district: Text
    quarter: str
    """2019-Q3."""
    quarter_name: Text
    """2019年第三季度."""
    title: Text
    """Masthead."""
    issue: Text
    """2019年第3期（总第8期）."""
    publisher: Text
    date: Text
    """As printed; the release date, never today's."""
    date_iso: str
    as_of: Text
    """截至2019年9月30日."""
    headline: list[Text]
    """One or two lines that state the finding."""
    findings: list[KeyFinding]
    kpi_title: Text
    kpi_note: Text
    kpi_number: Text
    """表1."""
    kpis: list[Kpi]
    sections: list[Section]
    draft: Text
    """"" or why this is a draft that can't be signed."""
    replaces: list[Text] = []
    """What this edition changes in an earlier one that was signed or sent; empty where it replaces none."""
    distribution: list[Text]
    """Lines of the distribution block."""
    issued: Text
    """2019年10月23日印发."""
    contact: Text
    note: Text
    fingerprint_label: str
    fingerprint: str
    preheader: Text
    """What a mail client shows beside the subject."""
    subject: Text
    labels: dict[str, str]
    """Fixed words that templates place (headings of attention columns, link texts): no template holds a word itself."""
    data: list[TrendPoint]
    """Every figure of the quarter and of the quarters it is compared with."""
    data_set: DataSet = DataSet()
    """What the codes of ``data`` mean, in both languages."""
    triangles: list[TableBlock] = []
    """Revision triangles of headline figures, for the workbook only."""
    file_stem: str
    """番禺区社会组织治理季报-2019年第3季度."""
    file_stem_ascii: str
    fonts: PrintFonts = PrintFonts()

    def blocks(self, kind: type[_View]) -> list[_View]:
        """All blocks of one type, in reading order."""
        return [b for s in self.sections for b in s.blocks if isinstance(b, kind)]

    def on_card(self, card: Kpi) -> Decimal | None:
        """The district's figure behind a card, as the data have it; None where they don't."""
        wanted = (card.indicator, self.quarter, "", "")
        own = (p for p in self.data if (p.indicator, p.quarter, p.town_code, p.breakdown_code) == wanted)
        return next((p.value for p in own), None)

    def block(self, key: str) -> TableBlock | ChartBlock:
        """The table or chart with that key."""
        blocks = (b for s in self.sections for b in s.blocks)
        return next(b for b in blocks if isinstance(b, TableBlock | ChartBlock) and b.key == key)
