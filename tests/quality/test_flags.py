"""Every kind of question is answered as Great Expectations answers it, on frames of whatever content."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govreport.district.folder import District
from govreport.quality.conditions import Expected, Scope, Where
from govreport.quality.flags import PASSES, Asked, Flags
from govreport.quality.suite import definition
from govreport.quarter import Quarter

TEXTS = ("44", "none", "51440113MJ0000018G", "51440113MJ0000018X", "ＡＢ", "ab", "", "x y")
NUMBERS = (-3.0, 0.0, 1.0, 1.5, 2.0)
DAYS = tuple(pd.Timestamp(year, month, 28) for year in (2018, 2019) for month in (2, 3))
SPRING = pd.Timestamp(2018, 3, 28)

WHERES: tuple[Where, ...] = (
    (),
    (("kind", "==", "44"),),
    (("kind", "!=", "none"), ("number", ">", 0)),
    (("kind", "in", ["44", "ab"]),),
    (("kind", "not in", ["44", "ab"]), ("day", "not null", None)),
    (("day", "null", None),),
    (("number", "!=", 1),),
    (("number", "==", 99),),
)
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ExpectColumnValuesToBeNull", {"column": "text"}),
    ("ExpectColumnValuesToNotBeNull", {"column": "day"}),
    ("ExpectColumnValuesToBeInSet", {"column": "text", "value_set": ["44", "ab"]}),
    ("ExpectColumnValuesToBeInSet", {"column": "day", "value_set": [DAYS[0], SPRING]}),
    ("ExpectColumnValuesToBeInSet", {"column": "number", "value_set": [1]}),
    ("ExpectColumnValuesToBeBetween", {"column": "number", "min_value": 0, "max_value": 1}),
    ("ExpectColumnValuesToBeBetween", {"column": "whole", "min_value": 0, "strict_min": True}),
    ("ExpectColumnValuesToBeBetween", {"column": "number", "max_value": 1, "strict_max": True}),
    ("ExpectColumnValuesToBeBetween", {"column": "day", "max_value": SPRING}),
    (
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "day",
            "column_B": "other_day",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
    ),
    ("ExpectColumnPairValuesAToBeGreaterThanB", {"column_A": "number", "column_B": "whole"}),
    ("ExpectColumnPairValuesToBeEqual", {"column_A": "number", "column_B": "whole"}),
    ("ExpectColumnValuesToBeCreditCodes", {"column": "text"}),
    ("ExpectColumnPartToBeInSet", {"column": "text", "start": 0, "stop": 1, "parts": ["4", "5"]}),
    ("ExpectColumnPartToBeOutsideSet", {"column": "text", "start": 0, "stop": 1, "parts": ["4", "5"]}),
    ("ExpectIdentifiersToFit", {"column": "text", "pattern": "[0-9]{2}"}),
    ("ExpectIdentifiersToCheck", {"column": "text", "module": "cn.uscc"}),
    ("ExpectWordsToBeOneOf", {"column": "text", "words": ["AB"]}),
    ("ExpectColumnValuesToBeFirstOfTheirKind", {"column": "text"}),
    ("ExpectCodeClassToAgreeWithType", {"column_A": "text", "column_B": "kind", "position": 0, "types": {"4": "44"}}),
    ("ExpectColumnPairToBeAllowed", {"column_A": "kind", "column_B": "text", "allowed": {"44": ["44", "ab"]}}),
    ("ExpectNumberInBandOfKind", {"column_A": "number", "column_B": "kind", "bands": {"44": [0, 1]}}),
    ("ExpectDatesToBeYearsApart", {"column_A": "day", "column_B": "other_day", "years": 1, "tolerance": 2}),
)


def maybe(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.sampled_from(values))


ROWS = st.lists(
    st.tuples(maybe(TEXTS), maybe(TEXTS), maybe(NUMBERS), st.integers(-2, 3), maybe(DAYS), maybe(DAYS)), max_size=12
)


def frame_of(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """In the types that frames have (frames/frame.py)."""
    text, kind, number, whole, day, other = zip(*rows, strict=True) if rows else ((),) * 6
    return pd.DataFrame(
        {
            "_row": np.arange(2, len(rows) + 2),
            "text": pd.Series(text, dtype="str"),
            "kind": pd.Series(kind, dtype="str"),
            "number": pd.Series(number, dtype="float64"),
            "whole": pd.Series(whole, dtype="int64"),
            "day": pd.Series(day, dtype="datetime64[ns]"),
            "other_day": pd.Series(other, dtype="datetime64[ns]"),
        }
    )


def as_the_engine_says(frame: pd.DataFrame, questions: list[Expected], scope: Any) -> list[tuple[int, list[int]]]:
    """Every question as an expectation of its own, judged by Great Expectations as it comes."""
    import great_expectations as gx

    built = [question(scope) for question in questions]
    for number, one in enumerate(built):
        one.meta = {"number": number}
    batch = definition().get_batch({"dataframe": frame.set_axis(frame["_row"].to_numpy(), axis="index")})
    results = batch.validate(gx.ExpectationSuite(name="compared", expectations=built), result_format="COMPLETE").results
    found = {}
    for result in results:
        answer = result.result
        assert "unexpected_count" in answer, result.exception_info
        rows = sorted(answer.get("unexpected_index_list") or ())
        assert len(rows) == answer["unexpected_count"]
        found[result.expectation_config.meta["number"]] = (answer["element_count"], rows)
    return [found[number] for number in range(len(questions))]


def test_every_kind_is_compared() -> None:
    missing = {"ExpectColumnValuesToBeNull", "ExpectColumnValuesToNotBeNull"}
    assert {kind for kind, _ in QUESTIONS} == PASSES.keys() | missing


@given(rows=ROWS, shift=st.integers(0, len(WHERES) - 1))
@example(rows=[], shift=0)
@example(rows=[(None,) * 3 + (0, None, None)], shift=0)
@example(rows=[("44", "44", 1.0, 1, DAYS[0], DAYS[2])] * 3, shift=0)
@settings(max_examples=8)
def test_each_kind_answers_as_great_expectations_does(rows: list[tuple[Any, ...]], shift: int, panyu: District) -> None:
    scope = Scope(panyu, Quarter(2019, 3), Quarter(2019, 3).end)
    frame = frame_of(rows)
    flags = Flags(frame)
    # Each kind with another condition every time: all with all of them would take a minute.
    wheres = [WHERES[(number + shift) % len(WHERES)] for number in range(len(QUESTIONS))]
    asked = [Expected(kind, where, options) for (kind, options), where in zip(QUESTIONS, wheres, strict=True)]
    ours = [flags.answer(Asked(e.kind, e.where, e.options)) for e in asked]
    assert [(a.evaluated, a.failing) for a in ours] == as_the_engine_says(frame, asked, scope)
