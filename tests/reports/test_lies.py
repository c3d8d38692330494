"""What a text says otherwise than its claims is a doubt: another number, count, sign or town; the true text is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.claims import ChangeClaim, DistanceClaim, FigureClaim, Key, ListedClaim, MeanClaim, RunClaim
from govreport.reports.facts import Facts
from govreport.reports.model import ReportModel
from govreport.reports.stated import Stated, claims_of
from govreport.reports.statements.borne_out import untrue
from govreport.reports.statements.check import doubts
from govreport.reports.statements.given_names import Names
from govreport.reports.statements.printed import NUMBER, printed, unclaimed_names
from govreport.reports.statements.unprinted import COUNT_WORDS, turned_signs, unprinted_numbers
from govreport.reports.words import load_words
from govreport.settings import Settings
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs

LANGUAGES: tuple[Language, ...] = ("zh", "en")
WORDS = {language: load_words(Settings().templates_dir, language) for language in LANGUAGES}
WAYS = {
    "zh": ("增|升|提高|高于", "减|降|下|低于"),
    "en": ("up|rise|rose|above|more|increase|grow", "down|fall|fell|fewer|below|less|decrease"),
}
R01, LAST = Key("R01", QUARTER), QUARTER.previous
UP, DOWN = (ChangeClaim(R01, LAST, way, Decimal(13)) for way in ("up", "down"))  # type: ignore[arg-type]


def test_a_number_that_is_claimed_and_not_printed_is_found() -> None:
    claims = (FigureClaim(R01, Decimal(47)), FigureClaim(R01, Decimal(37), "rest"))
    assert unprinted_numbers(Stated("37家，占47%", *claims)) == []
    assert unprinted_numbers(Stated("47家，占47%", *claims)) == ["37"]
    assert unprinted_numbers(Stated("总量增长。", *claims)) == []


@pytest.mark.parametrize(
    ("said", "silent"),
    [
        ("没有成立登记的，注销、撤销、吊销2家。", "注销、撤销、吊销2家。"),
        ("共2家，均未发现问题。", "共2家。"),
        ("Two left; none registered.", "Two left."),
    ],
)
def test_none_is_printed_in_words(said: str, silent: str) -> None:
    claims = [FigureClaim(Key(name, QUARTER), n, "numerator") for name, n in (("R05", 0), ("R06", 2))]
    assert unprinted_numbers(Stated(said, *claims)) == []
    assert unprinted_numbers(Stated(silent, *claims)) == ["0"]


@pytest.mark.parametrize(
    ("true", "false"), [("五项", "六项"), ("Five matters", "Six matters"), ("5 matters", "matters")]
)
def test_a_count_is_printed_as_it_is_claimed(true: str, false: str) -> None:
    assert unprinted_numbers(Stated(true, ListedClaim("matters", 5))) == []
    assert unprinted_numbers(Stated(false, ListedClaim("matters", 5))) == ["5"]


def test_a_run_is_printed_as_it_is_claimed_where_figures_are() -> None:
    claims = (FigureClaim(R01, Decimal(851)), RunClaim(R01, "up", 8, at_least=True))
    assert unprinted_numbers(Stated("851家，连续八个季度以上增长", *claims)) == []
    assert unprinted_numbers(Stated("851家，连续九个季度以上增长", *claims)) == ["8"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_count_words_are_those_of_the_templates(language: Language) -> None:
    assert [*COUNT_WORDS[LANGUAGES.index(language)]] == WORDS[language].list("counts")


def test_a_sign_against_the_movement_is_found() -> None:
    far = DistanceClaim(R01, R01, Decimal("-0.7"))
    assert not [*turned_signs(Stated("+13", UP)), *turned_signs(Stated("\u22120.7", far))]
    assert [*turned_signs(Stated("+13", DOWN))] == ["+"]
    assert [*turned_signs(Stated("+0.7", far))] == ["+"]


def test_a_mean_over_all_towns_is_no_reason_to_name_one() -> None:
    mean = MeanClaim((Key("R01", QUARTER, "a"), Key("R01", QUARTER, "b")), Decimal(2))
    assert unclaimed_names(Stated("平均2家，最多的是甲", mean), Names({"甲": "a"})) == ["a"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_rise_stand_in_what_is_said_of_rises_alone(language: Language) -> None:
    up, down = WAYS[language]
    names = [n for n in WORDS[language]._flat if re.search(r"(^|[._])(up|down)$", n)]
    assert len(names) > 20
    for name in names:
        said, way = WORDS[language]._flat[name], name.rsplit("_", 1)[-1].rsplit(".", 1)[-1]
        right, wrong = (up, down) if way == "up" else (down, up)
        assert re.search(right, said, re.IGNORECASE), name
        assert not re.search(wrong, said, re.IGNORECASE), name


def _lies(model: ReportModel) -> Iterator[tuple[str, Stated]]:
    """Texts with the first digit of one of their numbers changed, and their claims as they are."""
    for where, text in printed(model):
        if claims_of(text):
            for found in NUMBER.finditer(text):
                digit = int(text[found.start()]) % 9 + 1
                yield where, Stated(f"{text[: found.start()]}{digit}{text[found.start() + 1 :]}", *claims_of(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_number_of_page_one_is_always_found(language: Language) -> None:
    inputs = fictional_inputs()
    model, evidence = build_model(inputs, language), fictional_evidence(inputs)
    finding = model.findings[0]
    lies = [lie for where, lie in _lies(model) if where == "findings[0].text"]
    assert len(lies) > 8
    for text in (finding.text, *lies):
        told = doubts(
            "report", model.model_copy(update={"findings": [finding.model_copy(update={"text": text})]}), evidence
        )
        assert any(d.where == "findings[0].text" for d in told) == (text is not finding.text), text


# -- nothing is compared with a year of which nothing is on record


def _facts(base: int, language: Language = "zh", indicator: str = "S03") -> Facts:
    seen = [
        Observation(i, q, "", "", "", n, 815 if i == "S03" else None)
        for i, now, before in (("S03", 758, base), ("S03M", 57, 815 - base), ("S10", 3, 0))
        for q, n in ((QUARTER, now), (QUARTER.year_ago, before))
    ]
    return Facts(
        fictional_inputs(extra=([CATALOGUE[i] for i in ("S03", "S03M", "S10")], seen), without=["S03"]), WORDS[language]
    )


@pytest.mark.parametrize("indicator", ["S03", "S03M"])
def test_a_year_without_any_report_on_record_is_no_base(indicator: str) -> None:
    assert _facts(0).change(indicator, "year_ago").absolute == "—"
    assert _facts(0).phrase(indicator, "year_ago") == ""
    assert _facts(1).change(indicator, "year_ago").absolute != "—"


def test_a_true_zero_is_still_a_base() -> None:
    assert _facts(0).change("S10", "year_ago").absolute == "+3"


def test_a_rise_from_what_is_not_on_record_is_a_doubt() -> None:
    for base, borne_out in ((0, False), (700, True)):
        facts = _facts(base)
        stored = {Key(*key): (o.numerator, o.denominator) for key, o in facts.inputs.figures._by_key.items()}
        evidence = replace(fictional_evidence(facts.inputs), stored=stored)
        assert (untrue(ChangeClaim(Key("S03", QUARTER), QUARTER.year_ago, "up"), evidence) is None) == borne_out


# -- one of something


def test_english_says_one_by_the_filter_alone() -> None:
    raw = (Settings().templates_dir / "narrative.en.yaml").read_text("utf-8")
    assert not re.findall(r"[=!]= *'?1\b", raw)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("brief.to_do", {"count": Stated("1", ListedClaim("matters", 1))}),
        ("brief.rows", {"count": "1"}),
        ("attention.graduates.clause", {"total": "14", "stopped": "1"}),
        ("attention.paid_off_register.text", {"value": "1 payment", "amount": "", "names": ""}),
        ("attention.party_due.clause", {"value": "1 organization"}),
        ("attention.dormant.text", {"value": "1 organization", "changes": ""}),
    ],
)
def test_english_of_one_has_no_verb_of_many(name: str, values: dict[str, str]) -> None:
    said = WORDS["en"](name, **values)
    assert not re.search(r"\b1 ((?!does|has|is|was)\w+s|\w+ (bear|have|are|were|meet)|do|were|are|have)\b", said), said


# -- how things stand is said of the quarter's end


@pytest.mark.parametrize(
    ("language", "until_today"),
    [("zh", "至今没有|今后|目前|今年"), ("en", "to this day|so far|the next two quarters|to date not")],
)
def test_no_matter_is_said_of_the_day_of_reading(language: Language, until_today: str) -> None:
    names = [n for n in WORDS[language]._flat if n.startswith(("attention.", "brief.items."))]
    assert len(names) > 100
    assert [n for n in names if re.search(until_today, WORDS[language]._flat[n])] == []


def test_a_part_of_another_number_is_not_what_is_printed() -> None:
    given = {"value": "5件", "old": "", "oldest": "2015年11月27日", "changes": ""}
    rate = Stated("15", FigureClaim(Key("S02B", QUARTER), Decimal(15), "denominator"))
    said = WORDS["zh"]("attention.rectification.clause", **given, year_due=rate)
    assert "2015年" in said
    assert not [c for c in claims_of(said) if isinstance(c, FigureClaim)]
    whole = WORDS["zh"]("attention.rectification.text", **given, year_due=rate, year_done="9")
    assert [c.shown for c in claims_of(whole) if isinstance(c, FigureClaim)] == [15]


def test_a_rate_on_too_few_is_no_figure() -> None:
    key = Key("S03", QUARTER)
    evidence = replace(fictional_evidence(fictional_inputs()), stored={key: (3, 4)})
    assert untrue(FigureClaim(key, Decimal(75)), evidence) is not None
    assert untrue(FigureClaim(key, Decimal(3), "numerator"), evidence) is None
    assert untrue(FigureClaim(key, Decimal(60)), replace(evidence, stored={key: (3, 5)})) is None


def test_words_of_a_matter_bring_no_number_of_their_own() -> None:
    """A threshold in a matter's words would hold the report: nothing says where it comes from."""
    places = re.compile(r"{[{%].*?[%}]}")
    for words in WORDS.values():
        for name, said in words._flat.items():
            if name.startswith(("attention.", "brief.items.", "findings.", "headline.")):
                assert not re.search(r"\d", places.sub("", said)), name
