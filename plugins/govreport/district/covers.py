"""What a source claims to hold in full (``covers:``), so that nothing of it is a measured zero and not a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govreport.canonical import EXTRACTS, KINDS, ROW
from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.district.folder import District
from govreport.district.layout_entries import canonical_column
from govreport.district.mistakes import unknown_name
from govreport.district.own_codes import in_own_spelling
from govreport.errors import ConfigError


def claims(district: District) -> Iterator[tuple[str, str, str]]:
    """(extract, column, kind) of everything that the district's sources claim; kind is "" for a whole column."""
    for extract, source in district.sources.items():
        columns = EXTRACTS[extract].c
        if source.exits is not None:
            yield extract, "exited_on", ""  # derived from one snapshot to the next, none left out
        for written in source.covers:
            column = canonical_column(written)
            yield (extract, column, "") if column in columns else (extract, *_kind(district, extract, written))


def _kind(district: District, extract: str, written: str) -> tuple[str, str]:
    column = KINDS.get(extract, "")
    own = district.codes.get(EXTRACTS[extract].c[column].info["codes"], {}) if column else {}
    return column, in_own_spelling(written, own)


def check_claims(district: District, *lists: Mapping[str, CodeList]) -> None:
    """Raise ConfigError where a source covers what is neither a column of its layout nor a kind of its records.

    ``lists`` are the district's code lists and the product's: a kind that none of the district's own codes means may be
    covered too, since there is none of it.
    """
    for extract, source in district.sources.items():
        columns = EXTRACTS[extract].c
        kind = KINDS.get(extract)
        listed = [codes[columns[kind].info["codes"]] for codes in lists] if kind is not None else []
        known = list(dict.fromkeys(name for one in listed for name in (*one.codes, *map(one.meaning, one.codes))))
        where = f"{district.id}/sources/{extract}.yaml"
        for name in source.covers:
            column = canonical_column(name)
            if column in source.layout.columns or fold(name) in map(fold, known):
                continue
            if column in columns and name != ROW:
                raise ConfigError(
                    f"{where} 的 covers 中“{name}”一列不在 layout.columns 中，文件没有的列谈不上完整；请先在 "
                    f"layout.columns 中写明该列的表头，或从 covers 中删去。",
                    f"{where}: covers names the column {name}, which layout.columns lacks; what the file doesn't have "
                    "it can't hold in full. Write the column's header into layout.columns, or remove it from covers.",
                )
            problem = unknown_name(name, [*source.layout.columns, *known])
            raise ConfigError(
                f"{where} 的 covers 中“{name}”{problem.zh}（列名见 govreport sources columns -e {extract}）。",
                f"{where}: covers names {name!r}, which {problem.en} (columns: govreport sources columns -e "
                f"{extract}).",
            )
