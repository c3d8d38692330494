"""Every document of a run, made before it is rendered, and each of its texts asked of what is stored (verify).

Makes the models and gathers the evidence; what counts as borne out is said in statements/. What isn't becomes a broken
identity, which holds the report like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from govreport.context import Context
from govreport.errors import IntegrityError, Message
from govreport.indicators.identities import RULES
from govreport.language import Language
from govreport.manifests.measurements import Identity, Measurement
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.claims import Key
from govreport.reports.documents.operators_note import operators_note
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.inputs import ReportInputs
from govreport.reports.material import Material, gather_material
from govreport.reports.model import ReportModel
from govreport.reports.proving.assertions import compared_assertions
from govreport.reports.proving.lists import compared_items, quality_lists, replaced_lists, stated_before
from govreport.reports.proving.records import case_evidence, earlier_matters
from govreport.reports.proving.rows import counted_rows
from govreport.reports.statements.agreement import Agreement
from govreport.reports.statements.check import Doubt, doubts
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.picked import picked
from govreport.reports.statements.printed import printed
from govreport.reports.terms import catalogue_in

NAMED = 3
"""Texts that are quoted where some aren't borne out."""
WHAT_TO_DO = Message(
    "差错在用语或程序，不在数据，更正数据消除不了：请把这几句报给产品的维护者，改好后重新运行本期。",
    "The mistake is in words or program, not in the data, and no correction of data removes it: tell these sentences "
    "to those who maintain the product, and run the period again once they are mended.",
)


def prove_documents(context: Context, measurement: Measurement) -> Measurement:
    """The measurement with one identity more: every text of every document is borne out by what is stored.

    Raises IntegrityError where its verdict isn't kept.
    """
    verdict = context.results.verdict(measurement.verdict_sha256)
    if verdict is None:
        raise IntegrityError(
            f"{context.quarter.zh}的核查结论没有存下，请重新运行本期。",
            f"The verdict of {context.quarter.running_en} isn't kept; run it again.",
        )
    # As it will be printed: the documents count the identities, this one included.
    expected = with_identity(measurement)
    return with_identity(measurement, list(document_doubts(context, expected, verdict)))


def document_doubts(context: Context, measurement: Measurement, verdict: Verdict) -> Iterator[Doubt]:
    """What isn't borne out in the report, the towns' briefs, the reply's annex and the operators' note."""
    material = gather_material(context, measurement, verdict)
    evidence = gather_evidence(context, material, verdict)
    agreement = Agreement()
    for language, inputs, _ in material.languages:
        for name, about, model in _models(inputs, language):
            document = f"{name} {language}"
            texts = list(printed(model))
            yield from doubts(document, model, evidence, about, texts)
            for where, text, why in agreement.contradictions(document, model, texts):
                yield Doubt(document, where, text, why)


def _models(inputs: ReportInputs, language: Language) -> Iterator[tuple[str, Sequence[str], ReportModel]]:
    yield "report", (), build_model(inputs, language, with_data=False)
    yield "reply", (), reply_annex(inputs, language)
    yield "note", (), operators_note(inputs, language)
    for town in inputs.district.towns:
        yield f"brief {town.code}", (town.code,), town_brief(inputs, language, town.code)


def gather_evidence(context: Context, material: Material, verdict: Verdict) -> Evidence:
    """What the documents are checked against, read from the stores."""
    stored: dict[Key, tuple[int, int | None]] = {}
    for vintage in material.vintages:
        for o in context.vintages.observations(vintage.id):
            stored[Key(o[0], vintage.quarter, *o[1:4])] = (o.numerator, o.denominator)
    for quarter, vintage_id in _before(context, min(key.quarter for key in stored)):
        for o in context.vintages.observations(vintage_id, town_code=""):
            stored[Key(o[0], quarter, *o[1:4])] = (o.numerator, o.denominator)
    inputs = material.languages[0].inputs
    owners = {extract: source.owner for extract, source in context.district.sources.items()}
    rows = counted_rows(verdict, context.files, owners)
    words = [m.inputs.words(m.language) for m in material.languages]
    declared = catalogue_in(context.district)
    evidence = Evidence(
        district=context.district,
        quarter=context.quarter,
        release=inputs.release,
        declared=declared,
        stored=stored,
        hidden=frozenset(Key(*key) for key in material.hidden),
        wording={w.language: w.wording() for w in words},
        called={i.id: {w.of_period(i.name.in_language(w.language)) for w in words} for i in declared.values()},
        rows=rows,
        listed={**_listed(inputs), **quality_lists(verdict, inputs.measurement, context.files)},
        before=stated_before(context, inputs.measurement),
        cases=case_evidence(context, verdict),
        earlier=earlier_matters(context.files, material),
    )
    stated = compared_assertions(evidence)
    fallen = picked("fallen", "R01", context.quarter, "", evidence)
    return replace(
        evidence,
        differences={**compared_items(verdict), **stated.differences},
        judged=stated.judged,
        listed={
            **evidence.listed,
            **stated.listed,
            **replaced_lists(inputs.replaced, evidence),
            "towns_fallen": len(fallen),
        },
    )


def _before(context: Context, first: Quarter) -> Iterator[tuple[Quarter, str]]:
    """(quarter, vintage) of each stored quarter before ``first``, back to the first gap."""
    while (vintage := context.vintages.latest(context.district.id, first.previous, context.quarter)) is not None:
        first = first.previous
        yield first, vintage.id


def _listed(inputs: ReportInputs) -> Mapping[str, int]:
    """How many there are of what documents list, counted here once for all of them."""
    verdict, measurement = inputs.verdict, inputs.measurement
    return {
        "files": len(verdict.checks),
        "identities": len(measurement.identities),
        "identities_broken": sum(not i.holds for i in measurement.identities),
        "rules_failed": sum(not o.passed or bool(o.error) for o in verdict.all_outcomes),
        "rules": len(verdict.all_outcomes),
        "towns": len(inputs.district.towns),
        "quarters": len(inputs.history),
    }


def with_identity(measurement: Measurement, found: Sequence[Doubt] = ()) -> Measurement:
    """The measurement with the identity about its documents; it holds where nothing was found."""
    named = [f"{d.document}：“{d.text}”（{d.why.zh}）" for d in found[:NAMED]]
    named_en = [f"{d.document}: “{d.text}” ({d.why.en})" for d in found[:NAMED]]
    rule, name = RULES["said"]
    identity = Identity(
        name="said:documents",
        rule=rule,
        zh=name.zh,
        en=name.en,
        holds=not found,
        detail_zh="；".join([*named, f"共{len(found)}处。{WHAT_TO_DO.zh}"]) if found else "逐句核对",
        detail_en="; ".join([*named_en, f"{len(found)} in all. {WHAT_TO_DO.en}"]) if found else "sentence by sentence",
    )
    return measurement.model_copy(update={"identities": [*measurement.identities, identity]})
