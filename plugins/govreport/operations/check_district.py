"""Everything that can be said about a district's folder before any extract has come: the folder's own mistakes, and
words in it that the product doesn't know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from govreport.canonical.codes import CodeList, load_codes
from govreport.district.folder import District
from govreport.district.own_codes import in_own_spelling, own_code_problems
from govreport.district.reading import district_problems, load_district
from govreport.district.words import district_codes
from govreport.errors import ConfigError, Message
from govreport.settings import Settings


def check_district(settings: Settings, name: str) -> list[Message]:
    """What is wrong with a district's folder, a sentence each; raises ConfigError where there is none of that name."""
    problems = district_problems(settings.districts_dir, name)
    if problems:
        return problems
    return list(_unknown_words(settings, load_district(settings.districts_dir, name)))


def _unknown_words(settings: Settings, district: District) -> Iterator[Message]:
    # Imported here: a folder that can't be read needs none of it.
    from govreport.district.schedule import possible_schedule
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.sources.references import defined_references, explanations

    folder = settings.districts_dir / district.id
    stated = [("targets.csv", t.indicator) for t in district.targets]
    stated += [("commitments.csv", c.indicator) for c in district.commitments if c.indicator]
    stated += [("assertions.csv", a.indicator) for a in district.assertions if a.indicator]
    stated += [("district.yaml", indicator) for indicator in district.remarks]
    stated += [("scoring.yaml", i.indicator) for i in (district.scoring.items if district.scoring else ())]
    for file, indicator in stated:
        if indicator not in CATALOGUE:
            yield Message(
                f"{folder / file} 中的指标 {indicator} 不存在，编号见 govreport indicators。",
                f"{folder / file} names the indicator {indicator}, which doesn't exist; see govreport indicators.",
            )
    product = load_codes(settings.reference_dir / "codes.yaml")
    wrong = [*own_code_problems(district.codes, product, district.languages, f"{district.id}/codes.yaml")]
    if wrong:
        yield from (error.message for error in wrong)
        return
    try:
        codes = district_codes(settings.reference_dir / "codes.yaml", district)
    except ConfigError as error:
        yield error.message
        return
    funds = codes["fund"]
    yield from _unreadable_constants(district, codes)
    for exit_ in district.exits:
        if exit_.status and exit_.status not in codes["status"].codes:
            yield Message(
                f"{folder / 'exits.csv'} 中的状态 {exit_.status} 不在代码表 status 中。",
                f"{folder / 'exits.csv'} names the status {exit_.status}, which the list status lacks.",
            )
    for budget in district.budgets:
        if in_own_spelling(budget.fund, district.codes.get("fund", ())) not in funds.codes:
            yield Message(
                f"{folder / 'budgets.csv'} 中的资金 {budget.fund} 不在 codes.yaml 的 fund 中。",
                f"{folder / 'budgets.csv'} names the fund {budget.fund}, which codes.yaml lacks.",
            )
    checks: list[Callable[[], object]] = [
        lambda: possible_schedule(district),
        lambda: defined_references(folder, district.money),
        lambda: explanations(folder),
    ]
    for check in checks:
        try:
            check()
        except ConfigError as error:
            yield error.message


def _unreadable_constants(district: District, codes: Mapping[str, CodeList]) -> Iterator[Message]:
    """What a layout writes for a whole column or for empty cells, tried with the column's own parser."""
    from govreport.tidy.columns import parsers_for
    from govreport.tidy.filling import filled_columns
    from govreport.tidy.values.places import Towns

    towns = Towns(district)
    for extract, source in district.sources.items():
        columns = source.layout.columns
        # a file may state the unit; for trying a constant any unit will do
        own = district.money
        units = {name: own.unit(setting.unit or own.base) or own.base for name, setting in columns.items()}
        try:
            filled_columns(
                extract,
                source.layout,
                parsers_for(extract, source.layout, codes, towns, units, district.tz, district.identifiers_in(extract)),
            )
        except ConfigError as error:
            yield error.message
