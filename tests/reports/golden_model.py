"""What a golden file keeps of a report: everything that is said and shown, nothing that names a version of the product.

Left out: fingerprint and links (they hold hashes), drawings (their words stand in ``alt``), the thousands of rows
of the workbook's data sheet. ``python -m tests.reports.golden_model`` (``make golden``) writes the files again from the
sample; look at the difference before keeping it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from govreport.context import Context
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.material import gather_material
from govreport.reports.model import Cell, ReportModel
from govreport.settings import Settings
from tests.fixtures.prepared import take

FOLDER = Path(__file__).parent / "golden"
QUARTER = "2019-Q3"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_LEFT_OUT = {"fingerprint", "href", "svg", "svg_narrow", "spark_svg", "data", "data_set", "width"}


def kept(model: ReportModel) -> dict[str, Any]:
    """The model as plain data, a table's row as a list of short texts."""
    found: dict[str, Any] = _plain(model.model_dump(mode="json"))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == Cell.model_fields.keys():
            return _cell(value)
        if value.keys() == {"cells", "kind", "highlight"}:
            marks = [
                m for m in (value["kind"] if value["kind"] != "data" else "", "highlight" * value["highlight"]) if m
            ]
            return [*map(_plain, value["cells"]), *(f"<{m}>" for m in marks)]
        return {k: _plain(v) for k, v in value.items() if k not in _LEFT_OUT and v not in ("", [], None)}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value


def _cell(cell: dict[str, Any]) -> str:
    """841 strong: what is printed, then whatever else sets the cell apart."""
    marks = [cell["tone"]] if cell["tone"] != "normal" else []
    marks += [f"flags {cell['flags']}"] if cell["flags"] else []
    marks += [f"{name} {cell[name]}" for name in ("heat", "bar") if cell[name]]
    number = cell["number"]
    if number is not None and cell["text"].replace(",", "").replace("+", "").replace("−", "-") != number:
        marks.append(f"= {number}")
    return f"{cell['text']} <{', '.join(marks)}>" if marks else str(cell["text"])


def first_difference(golden: Any, now: Any, path: str = "the report") -> str:
    """The first place where two golden files differ, in words; "" where they don't."""
    if isinstance(golden, dict) and isinstance(now, dict):
        for key in [*golden, *(k for k in now if k not in golden)]:
            if key not in now:
                return f"{path}: {key} is gone; it was {_short(golden[key])}"
            if key not in golden:
                return f"{path}: {key} is new: {_short(now[key])}"
            if said := first_difference(golden[key], now[key], f"{path} > {key}"):
                return said
        return ""
    if isinstance(golden, list) and isinstance(now, list):
        for index, (old, new) in enumerate(zip(golden, now, strict=False)):
            name = old.get("key", "") or old.get("name", "") if isinstance(old, dict) else ""
            if said := first_difference(old, new, f"{path} > {name or index + 1}"):
                return said
        if len(golden) != len(now):
            more, which = (golden, "is gone") if len(golden) > len(now) else (now, "is new")
            at = min(len(golden), len(now))
            return f"{path}: number {at + 1} {which}: {_short(more[at])}"
        return ""
    return "" if golden == now else f"{path}: it said {_short(golden)}, now it says {_short(now)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text if len(text) <= 200 else text[:200] + '…'}”"


def write(value: Any, indent: str = "") -> str:
    """JSON to be read by people: a row of a table and whatever else is short stands on one line."""
    one_line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + len(one_line) <= 120 or _is_row(value):
        return one_line
    inner = indent + " "
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(k, ensure_ascii=False)}: {write(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + write(v, inner) for v in value) + f"\n{indent}]"


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value) and sum(map(len, value)) < 400


def models(context: Context, verdict: Any, measurement: Any) -> dict[str, ReportModel]:
    """The quarter's report in every language, also in those that the district doesn't print."""
    inputs = gather_material(context, measurement, verdict).languages[0].inputs
    return {language: build_model(inputs, language) for language in LANGUAGES}


def main() -> None:
    """Run the sample's quarters and write the golden files."""
    with tempfile.TemporaryDirectory() as folder:
        made = take(QUARTER, Settings(var=Path(folder) / "var"))
        FOLDER.mkdir(exist_ok=True)
        for language, model in models(made.context, made.verdict, made.measurement).items():
            path = FOLDER / f"{QUARTER}-{language}.json"
            path.write_text(write(kept(model)) + "\n", encoding="utf-8", newline="\n")
            print(path.name, f"{path.stat().st_size:,}")


if __name__ == "__main__":
    main()
