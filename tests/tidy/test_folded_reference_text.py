"""Every place where a word of a district's YAML or CSV meets a cell: written in another width it matches all the same,
and a really different word doesn't. Registrars are in tests/quality/test_identifier_rules.py."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from govreport.canonical.codes import with_words
from govreport.canonical.folding import fold, fold_pattern
from govreport.district.folder import ColumnLayout, Layout, Town
from govreport.district.reading import district_problems, load_district
from govreport.quality.reference_table import fold as fold_item
from govreport.sources.files import _matches
from govreport.sources.references import _is_meant
from govreport.tidy.header import _Aliases
from govreport.tidy.values.cells import key
from govreport.tidy.values.places import Communities, Towns
from tests.conftest import PROJECT

WRITTEN = "社管科（一）A-1"
SAME = ["社管科(一)A-1", "社管科（一）Ａ－１", " 社管科 (一) a–1", "社管科（一）\u200bA—1"]
OTHER = ["社管科（二）A-1", "社管科一A-1", "社管科（一）A1", "社管科（一）A-10"]


def _header(entry: str) -> Callable[[str], bool]:
    layout = Layout(
        columns={"name": ColumnLayout(aliases=(WRITTEN if entry == "aliases" else "别的",))},
        ignore=(WRITTEN,) if entry == "ignore" else (),
    )
    words = _Aliases(layout)
    at = ("aliases", "ignore").index(entry)
    return lambda cell: bool(words.look_up(cell)[at])


def _town(district, field: str) -> Callable[[str], bool]:
    given = {
        "code": district.towns[0].code,
        "name": "甲镇",
        "short_name": "甲",
        "en": "A",
        "tile_column": 1,
        "tile_row": 1,
    }
    town = Town(**given | {field: (WRITTEN,) if field == "aliases" else WRITTEN})
    towns = Towns(district.model_copy(update={"towns": (town,)}))
    return lambda cell: _reads(towns.parse, cell)


def _community(district) -> Callable[[str], bool]:
    one = district.communities[0].model_copy(update={"name": WRITTEN})
    communities = Communities(district.model_copy(update={"communities": (one,)}))
    return lambda cell: _reads(lambda c: communities.parse(c, one.town_code), cell)


def _reads(parse: Callable[[str], object], cell: str) -> bool:
    from govreport.tidy.values.problems import UnreadableError

    try:
        return parse(cell) is not None
    except UnreadableError:
        return False


@pytest.fixture(scope="module")
def places(district, codes) -> dict[str, Callable[[str], bool]]:
    listed = with_words(codes, {"fund": {"special_fund": (WRITTEN,)}}, "words.yaml")["fund"]
    return {
        "layout.columns.aliases": _header("aliases"),
        "layout.ignore": _header("ignore"),
        "layout.nulls": lambda cell: key(cell) == key(WRITTEN),
        "layout.sheet": lambda cell: key(cell) == key(WRITTEN),
        "location.pattern": lambda cell: _matches(f"{cell}.xlsx", fold_pattern(f"{WRITTEN}.xls*")),
        "references.pattern": lambda cell: _is_meant(f"{cell}.xlsx", f"{WRITTEN}.xls*"),
        "references.items.names": lambda cell: fold_item(cell) == fold_item(WRITTEN),
        "words.yaml": lambda cell: listed.find(cell) == "special_fund",
        "towns.csv name": _town(district, "name"),
        "towns.csv short_name": _town(district, "short_name"),
        "towns.csv aliases": _town(district, "aliases"),
        "towns.csv former_name": _town(district, "former_name"),
        "towns.csv former_short_name": _town(district, "former_short_name"),
        "communities.csv name": _community(district),
        "registrars": lambda cell: fold(cell) in {fold(WRITTEN)},
    }


PLACES = (
    "layout.columns.aliases", "layout.ignore", "layout.nulls", "layout.sheet", "location.pattern", "references.pattern",
    "references.items.names", "words.yaml", "towns.csv name", "towns.csv short_name", "towns.csv aliases",
    "towns.csv former_name", "towns.csv former_short_name", "communities.csv name", "registrars",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_word_matches_in_every_width_and_another_word_in_none(places, place: str) -> None:
    assert places[place](WRITTEN)
    assert [cell for cell in SAME if not places[place](cell)] == []
    assert [cell for cell in OTHER if places[place](cell)] == []


def test_every_place_is_tried(places) -> None:
    assert set(places) == set(PLACES)


# -- where one file of a district's folder names what stands in another ----------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Linjiang's folder, to be changed."""
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", tmp_path / "linjiang")
    path = tmp_path / "linjiang" / "towns.csv"
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    lines[0]["name"] = WRITTEN
    with path.open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return tmp_path / "linjiang"


def _rewrite(path: Path, change: Callable[[dict], object]) -> None:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(entries)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize("spelt", [WRITTEN, *SAME])
def test_a_recipients_and_a_stewards_town_is_found_in_every_width(folder: Path, spelt: str) -> None:
    _rewrite(folder / "recipients.yaml", lambda people: people[0].update(towns=[spelt], documents=["brief"]))
    _rewrite(folder / "district.yaml", lambda d: d["stewards"].append({"unit": spelt, "address": "a@b.example"}))
    district = load_district(folder.parent, "linjiang")
    assert district.recipients[0].towns == (district.towns[0].code,)
    assert district.stewards[-1].unit == WRITTEN  # as the town is called, so that its sheets find it


@pytest.mark.parametrize("spelt", OTHER)
def test_another_town_is_none_of_the_districts(folder: Path, spelt: str) -> None:
    _rewrite(folder / "district.yaml", lambda d: d["stewards"].append({"unit": spelt, "address": "a@b.example"}))
    (problem,) = district_problems(folder.parent, "linjiang")
    assert "stewards" in problem.en


@pytest.mark.parametrize("spelt", SAME)
def test_one_owner_in_two_spellings_is_one(folder: Path, spelt: str) -> None:
    _rewrite(folder / "sources" / "evaluation.yaml", lambda source: source.update(owner=WRITTEN))
    _rewrite(folder / "sources" / "registration.yaml", lambda source: source.update(owner=spelt))
    _rewrite(folder / "district.yaml", lambda d: d.update(stewards=[{"unit": spelt, "address": "a@b.example"}]))
    district = load_district(folder.parent, "linjiang")
    assert len({district.sources[name].owner for name in ("evaluation", "registration")}) == 1
    assert district.stewards[0].unit in {s.owner for s in district.sources.values()} | {WRITTEN}


def test_a_patterns_wild_characters_stay_what_they_are() -> None:
    assert fold_pattern("Ｄ*（[0-9]）?.XLSX") == "d*([0-9])?.xlsx"
