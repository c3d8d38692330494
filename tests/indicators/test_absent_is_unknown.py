"""What isn't supplied is unknown and never zero: every indicator, each of its columns and kinds absent."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govreport.canonical import EXTRACTS, KINDS, OPEN_ENDED
from govreport.canonical.codes import load_codes
from govreport.district.covers import check_claims
from govreport.district.folder import District
from govreport.district.identifiers import Identifiers
from govreport.errors import ConfigError
from govreport.indicators.availability import piece_name, remedy, stated_indicators, what_is_lacking, why_unstated
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.expression_shapes import Need, Piece
from govreport.indicators.supplied import Supplied, Supply, breakdown_needs, indicator_needs
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract, open_warehouse
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore
from tests.indicators.example import Example, Row, event, gone, grant, org
from tests.indicators.examples_money import FIRST, present, returned
from tests.indicators.tables import figures, parquet
from tests.indicators.test_catalogue_examples import EXAMPLES

Q3 = Quarter(2019, 3)
CODES = load_codes(Settings().reference_dir / "codes.yaml")
EVERY = frozenset(
    {Piece(extract, c.name) for extract, table in EXTRACTS.items() for c in table.columns if c.name != "_row"}
    | {
        Piece(extract, column, code)
        for extract, column in KINDS.items()
        for code in CODES[EXTRACTS[extract].c[column].info["codes"]].codes
    }
)
READING = [i.id for i in CATALOGUE.values() if indicator_needs(i)]
MADE_OF_FILES = {"I05", "I06", "I08", "C01", "C02", "K01"}


def district_with(district: District, extract: str, covers: Sequence[str] = (), **layout: Any) -> District:
    source = district.sources[extract]
    changed = source.model_copy(update={"covers": tuple(covers), "layout": source.layout.model_copy(update=layout)})
    return district.model_copy(update={"sources": {**district.sources, extract: changed}})


def claiming_nothing(district: District) -> District:
    for extract in district.sources:
        district = district_with(district, extract)
    return district


def pieces(rows: Mapping[str, Sequence[Row]]) -> frozenset[Piece]:
    """What the rows hold, worked out here row by row."""
    found: set[Piece] = set()
    for extract, given in rows.items():
        for row in given:
            found |= {Piece(extract, name) for name, value in row.items() if value is not None}
            if (kind := KINDS.get(extract)) is not None and row.get(kind) is not None:
                found.add(Piece(extract, kind, row[kind]))
    return frozenset(found)


def lost(indicator: str, rows: Mapping[str, Sequence[Row]]) -> tuple[Need, ...]:
    return Supplied(pieces(rows), frozenset()).lacking(indicator_needs(CATALOGUE[indicator]))


def test_every_indicator_made_of_records_says_what_it_reads() -> None:
    assert {i for i in CATALOGUE if i not in READING} == MADE_OF_FILES
    for indicator in READING:
        read = {piece for need in indicator_needs(CATALOGUE[indicator]) for piece in need}
        assert {EXTRACTS[p.extract].name for p in read} <= CATALOGUE[indicator].tables, indicator
        assert read <= EVERY, indicator


@pytest.mark.parametrize("indicator", READING)
def test_without_any_one_piece_that_it_needs_an_indicator_is_not_stated(indicator: str) -> None:
    declared, tables = CATALOGUE[indicator], CATALOGUE[indicator].tables
    assert stated_indicators({indicator: declared}, tables, Supplied(EVERY, frozenset())) == {indicator: declared}
    for need in indicator_needs(declared):
        without = Supplied(EVERY - need, frozenset())
        assert stated_indicators({indicator: declared}, tables, without) == {}, need
        claimed = Supplied(EVERY - need, frozenset(need))
        assert list(stated_indicators({indicator: declared}, tables, claimed)) == [indicator], need


@pytest.mark.slow  # a figure a column of every example
@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.indicator in READING], ids=lambda e: e.indicator)
def test_a_column_or_kind_whose_absence_changes_the_figure_is_one_that_the_indicator_needs(
    files: FileStore, panyu: District, example: Example
) -> None:
    """The other way round, by the figures themselves: what isn't asked for may be absent without harm."""
    records, declared = example.records, CATALOGUE[example.indicator]
    quarter = Quarter.parse(example.quarter)
    needed = {piece for need in indicator_needs(declared) for piece in need}

    def computed(rows: Mapping[str, Sequence[Row]]) -> object:
        found = figures(files, panyu, example.quarter, reference=example.reference, only=example.indicator, **rows)
        observation = found.get(example.indicator, quarter)
        return None if observation is None else (observation.numerator, observation.denominator)

    whole = computed(records)
    for extract in [e for e in records if EXTRACTS[e].name in declared.tables]:
        nullable = {c.name for c in EXTRACTS[extract].columns if c.nullable} - set(OPEN_ENDED.get(extract, ()))
        for column in sorted({name for row in records[extract] for name in row} & nullable):
            blank = {**records, extract: [{**row, column: None} for row in records[extract]]}
            assert Piece(extract, column) in needed or computed(blank) == whole, (extract, column)
        kind = KINDS.get(extract)
        if kind is None or not any(piece.extract == extract and piece.code for piece in needed):
            continue  # whatever kind they are of, all records count
        for code in sorted({row[kind] for row in records[extract]}):
            others = {**records, extract: [row for row in records[extract] if row[kind] != code]}
            assert Piece(extract, kind, code) in needed or computed(others) == whole, (extract, code)


def test_what_supplies_is_asked_of_the_rows_that_count(files: FileStore, panyu: District) -> None:
    """The same answer as row by row, from real Parquet files, without the rows that were set aside."""
    rows = {"registration": [org("A", is_charity=True), org("B", sector="education")],
            "evaluation": [event("penalty", "A"), event("assessment", "A", grade="5A")]}  # fmt: skip
    with warehouse(files, panyu, rows, {"evaluation": [2]}) as tables:
        found = Supply(tables, claiming_nothing(panyu)).on(Q3)
    kept = {**rows, "evaluation": rows["evaluation"][:1]}
    assert found.found == pieces(kept)
    assert not found.has(frozenset({Piece("evaluation", "grade")}))


def warehouse(
    files: FileStore, district: District, rows: Mapping[str, Sequence[Row]], aside: Mapping[str, Sequence[int]]
) -> Any:
    extracts = []
    for name, given in rows.items():
        buffer = io.BytesIO()
        pq.write_table(pa.table({"_row": pa.array(aside.get(name, []), pa.int32())}), buffer)
        left_out = files.put("set-aside-rows", buffer.getvalue(), ".parquet")
        key = files.put("tidy", parquet(name, list(given)), ".parquet")
        extracts.append(AcceptedExtract(EXTRACTS[name].name, key, left_out))
    return open_warehouse(files, district, extracts, "1GB")


def stated(files: FileStore, district: District, quarter: str = "2019-Q3", **rows: Sequence[Row]) -> dict[str, int]:
    """Indicator -> the district's numerator, of what a district with these files states."""
    with warehouse(files, district, rows, {}) as tables:
        found = state(tables, district, Quarter.parse(quarter), CODES)
    return {o.indicator: o.numerator for o in found if not o.town_code and not o.breakdown}


def test_a_column_that_no_row_fills_has_no_zero(files: FileStore, panyu: District) -> None:
    plain = claiming_nothing(panyu)
    assert "R14" not in stated(files, plain, registration=[org("A")])
    assert stated(files, plain, registration=[org("A", is_charity=False)])["R14"] == 0
    covered = district_with(plain, "registration", ["is_charity"])
    assert stated(files, covered, registration=[org("A")])["R14"] == 0


def test_a_kind_that_never_occurs_is_zero_only_where_the_extract_covers_it(files: FileStore, panyu: District) -> None:
    rows = {"registration": [org("A")], "evaluation": [event("regular_check", "A", event_result="no_finding")]}
    plain = claiming_nothing(panyu)
    found = stated(files, plain, **rows)
    assert (found["S02"], "S10" in found, "S14" in found) == (0, False, False)
    covered = district_with(plain, "evaluation", ["serious_list"])
    found = stated(files, covered, **rows)  # without a day on which anybody was removed, since nobody was listed
    assert (found["S10"], "S14" in found) == (0, False)


def test_an_explicit_empty_return_is_zero(files: FileStore, panyu: District) -> None:
    plain = claiming_nothing(panyu)
    rows: dict[str, Sequence[Row]] = {"registration": [org("A")], "activities": []}
    assert "T01" not in stated(files, plain, **rows)
    assert stated(files, district_with(plain, "activities", empty="allowed"), **rows)["T01"] == 0


def test_a_register_of_the_living_counts_them_and_says_nothing_of_who_left(files: FileStore, panyu: District) -> None:
    plain = claiming_nothing(panyu)
    found = stated(files, plain, registration=[org("A"), org("B")])
    assert found["R01"] == 2
    assert not {"R04", "R05"} & set(found)
    assert stated(files, plain, registration=[org("A"), gone("B", "2019-08-01")])["R04"] == 1


def test_a_return_that_left_a_column_empty_this_quarter_says_nothing_of_it(files: FileStore, panyu: District) -> None:
    before = returned(FIRST, as_of="2019-06-30", **present("organization"), committee_on="2019-05-05")
    now = returned(FIRST, **present("organization"), committee_on=None)
    plain = claiming_nothing(panyu)
    rows = {"registration": [org("A")], "linkage": [before, now]}
    assert "W04" in stated(files, plain, "2019-Q2", **rows)
    assert "W04" not in stated(files, plain, "2019-Q3", **rows)


def test_a_breakdown_by_a_column_that_nobody_fills_is_left_out_alone(files: FileStore, panyu: District) -> None:
    with warehouse(files, panyu, {"registration": [org("A")]}, {}) as tables:
        found = state(tables, claiming_nothing(panyu), Q3, CODES)
    assert {o.breakdown for o in found if o.indicator == "R01"} == {"", "legal_type", "cohort"}
    assert breakdown_needs(CATALOGUE["R01"], "sector") == {frozenset({Piece("registration", "sector")})}


def test_a_name_does_where_there_is_no_code(files: FileStore, panyu: District) -> None:
    named = grant("1", paid_on="2019-08-01", paid_fen=100, awarded_fen=100, recipient_uscc=None)
    assert "G07" in stated(files, claiming_nothing(panyu), registration=[org("A")], funding=[named])
    nobody = {**named, "recipient_name": None}
    assert "G07" not in stated(files, claiming_nothing(panyu), registration=[org("A")], funding=[nobody])


def test_the_reason_says_what_is_missing_where_and_what_it_would_take(panyu: District) -> None:
    def reason(indicator: str, district: District) -> str:
        supplied = Supplied(EVERY - {Piece("registration", "is_charity"), Piece("evaluation", "event_kind", "penalty")},
                            frozenset())  # fmt: skip
        said = why_unstated(CATALOGUE[indicator], district, Q3, None, supplied, CODES)
        assert said is not None
        assert "\n" not in said.zh + said.en
        return said.zh

    assert all(w in reason("R14", panyu) for w in ("是否慈善组织", "请填写该列", "covers: [is_charity]"))
    columns = {n: c for n, c in panyu.sources["registration"].layout.columns.items() if n != "is_charity"}
    unmapped = district_with(panyu, "registration", columns=columns)
    assert all(w in reason("R14", unmapped) for w in ("layout.columns", "is_charity"))
    assert all(w in reason("S06E", panyu) for w in ("行政处罚", "covers: [penalty]", "evaluation.yaml"))


def test_an_identifier_that_is_missing_goes_by_its_own_name(panyu: District) -> None:
    name = {"zh": "慈善登记号", "en": "charity number"}
    charity = Identifiers(scheme="pattern", name=name, pattern=r"99\d{5}")
    need = frozenset({Piece("funding", "recipient_uscc")})
    said = piece_name(need, panyu.model_copy(update={"identifiers": charity}), CODES)
    assert (said.zh, said.en) == ("“受助单位慈善登记号”一列", "the column recipient's charity number")
    assert "统一社会信用代码" in piece_name(need, panyu, CODES).zh


def test_a_column_of_communities_wants_their_list(panyu: District) -> None:
    need = frozenset({Piece("funding", "community_code")})
    assert "请填写该列" in remedy(need, panyu).zh
    assert "communities.csv" in remedy(need, panyu.model_copy(update={"communities": ()})).zh


def test_what_is_lacking_is_listed_once_with_the_indicators_that_want_it() -> None:
    supplied = Supplied(
        EVERY - {Piece("registration", "is_charity"), Piece("funding", "fund", "city_venture")}, frozenset()
    )
    lacking = what_is_lacking(CATALOGUE.values(), supplied)
    assert list(lacking.items()) == [
        (frozenset({Piece("registration", "is_charity")}), ["R14"]),
        (frozenset({Piece("funding", "fund", "city_venture")}), ["V01", "V02", "V03"]),
    ]


@pytest.mark.parametrize(
    ("covers", "words"),
    [(["penalties"], "penalty"), (["capital"], "capital_fen"), (["paid_to_date_fen"], "layout.columns")],
)
def test_a_claim_that_names_nothing_known_is_refused_in_one_sentence(
    panyu: District, covers: list[str], words: str
) -> None:
    extract = {"penalties": "evaluation", "capital": "registration"}.get(covers[0], "funding")
    check_claims(panyu, CODES)
    with pytest.raises(ConfigError) as refused:
        check_claims(district_with(panyu, extract, covers), CODES)
    assert words in refused.value.message.zh
    assert f"sources/{extract}.yaml" in refused.value.message.en
    assert "\n" not in refused.value.message.zh
