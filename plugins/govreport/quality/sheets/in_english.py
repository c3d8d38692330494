"""The English of a correction sheet: districts whose first language is English get theirs so.

The Chinese stands where it is used; a sheet is read back in whichever of the two it was sent out.
"""

from __future__ import annotations

from collections.abc import Mapping

SHEET, HELP, NOT_HERE = "Corrections", "How to fill in", "not here"
HEADS: Mapping[str, str] = {
    "file": "File",
    "row": "Row",
    "about": "Record",
    "header": "Column",
    "original": "Value now",
    "rule": "Rule",
    "todo": "What to do",
    "suggestion": "Suggestion",
    "new": "Corrected value",
    "reason": "Reason",
    "reported_by": "Your office",
}
"""Field -> its head."""
DEMANDS: Mapping[str, str] = {
    "T-DATE": "a date is complete and real",
    "T-DATE-MONTH": "a date has its day",
    "T-MONEY": "an amount is a number with a clear unit",
    "T-UNIT": "an amount has its unit",
    "T-CODE": "a word of the code list",
    "T-TOWN": "a town of this district",
    "T-FORMER": "today's code of the place",
    "T-COMMUNITY": "a community of that town",
    "T-USCC-NUMBER": "an identifier is stored as text, not as a number",
    "T-ID-NUMBER": "a number of a record is stored as text",
    "T-ID": "one identifier a cell, without raised digits",
    "T-TEXT": "text, not a date or a yes-or-no",
    "T-GARBLED": "readable text",
    "T-INT": "a whole number",
    "T-REQUIRED": "a value that must be there",
    "T-CELLS": "as many cells as the header has",
    "T-ROW": "a whole record",
    "T-QUOTE": "double quotes only around a whole cell",
    "T-ERROR": "no error of a formula",
    "T-UNCOMPUTED": "a formula that was computed and saved",
    "T-DOUBTFUL": "nothing struck through or raised in part",
    "T-FORMAT": "what is shown is what is stored",
    "T-LONG": "at most 32,767 characters a cell",
    "T-NESTED": "one value a cell",
    "T-CUTOFF": "one cut-off for the whole file",
    "T-HIDDEN": "no hidden rows and sheets",
    "T-TOTAL": "a total that can be read",
}
"""Rule of a single cell -> what it asks."""


def guide_texts(money: str, owners: str, contact: str, what: str) -> tuple[tuple[str, str], ...]:
    """The lines of the sheet that says how to fill it in."""
    return (
        ("What to fill in", "Only the three yellow columns: corrected value, reason, your office. A line counts where "
         "all three are filled; leave the others empty."),
        ("Corrected value", f"What this cell should hold. Where there is an arrow, choose from the list; write dates "
         f"like 2019-01-05; {money}; identifiers in full."),
        ("Suggestion", "Worked out by the program: compare it with the original papers before you copy it."),
        ("Reason", "One sentence on what it rests on, such as: as on the certificate. No names, telephones or numbers "
         "of persons, please."),
        ("Your office", "Your office, not your name, such as: register section."),
        ("Don't change", "All other cells are locked; once they are changed, or lines added or deleted, the sheet "
         "can't be read back. Sorting does no harm."),
        (NOT_HERE, "This can't be mended in one cell (a header, a total, the cut-off of a file): do as “What to do” "
         "says."),
        ("Return it", f"Save as .xlsx and return it to {contact}. Corrections are compared with the old values, "
         "applied one by one and listed in the report."),
        ("At the root", "Please correct it in your own system too, or the next export brings the same again."),
        ("Who supplies the files", owners),
        ("This sheet", what),
    )  # fmt: skip
