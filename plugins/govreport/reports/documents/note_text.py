"""The operators' note as plain text."""

from __future__ import annotations

from govreport.reports.model import Paragraph, ReportModel, TableBlock


def note_text(model: ReportModel) -> str:
    """The note as plain text, for a terminal or a mail without HTML."""
    lines = [f"{model.title}  {model.issue}", "", *model.headline, ""]
    lines += [f"{f.lead}{f.text}" for f in model.findings]
    for block in (b for s in model.sections for b in s.blocks):
        if isinstance(block, Paragraph):
            lines += ["", block.text]
        elif isinstance(block, TableBlock):
            lines += ["", block.title, "  " + "  |  ".join(c.text for c in block.columns)]
            lines += ["  " + "  |  ".join(c.text for c in row.cells) for row in block.rows]
            lines += [f"  {block.more_note}"] if block.more_note else []
    return "\n".join([*lines, "", f"{model.fingerprint_label} {model.fingerprint}", ""])
