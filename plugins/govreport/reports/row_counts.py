"""Rows read, used and set aside as documents print them: one number each, with the claim that it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from govreport.manifests.verdicts import ExtractCheck, RuleOutcome
from govreport.reports.claims import ListedClaim, RowsClaim, RowsShareClaim
from govreport.reports.inputs import ReportInputs
from govreport.reports.numbers import rounded
from govreport.reports.stated import Stated


def rows_of(check: ExtractCheck) -> tuple[int, int, int]:
    """Rows of a file that were read, used and set aside; the first is the sum of the others."""
    aside = check.tidy.rows_set_aside + check.rows_set_aside
    return check.tidy.rows_in, check.tidy.rows_in - aside, aside


def rows_of_all(inputs: ReportInputs) -> tuple[int, int, int]:
    """The same over all files of the quarter."""
    counted = [rows_of(check) for check in inputs.verdict.checks]
    read, used, aside = (sum(numbers) for numbers in zip(*counted, strict=True)) if counted else (0, 0, 0)
    return read, used, aside


def aside_by_town(inputs: ReportInputs, extract: str = "") -> Counter[str]:
    """Town -> different rows of it that no figure counts, of one extract or of all; "" for rows that name no town."""
    found: Counter[str] = Counter()
    for entry in inputs.set_aside:
        if extract in ("", entry.extract):
            found[entry.town_code] += entry.rows
    return found


def aside_by_unit(inputs: ReportInputs) -> Counter[str]:
    """Unit -> different rows of it that are set aside: the town, or the file's owner where none is named."""
    towns = {town.code for town in inputs.district.towns}
    found: Counter[str] = Counter()
    for entry in inputs.set_aside:
        known = entry.town_code in towns
        found[entry.town_code if known else inputs.district.sources[entry.extract].owner] += entry.rows
    return found


def stated_rows(counted: tuple[int, int, int], extract: str = "") -> tuple[Stated, Stated, Stated]:
    """What ``rows_of`` or ``rows_of_all`` gives, as printed."""
    read, used, aside = counted
    return (
        Stated(f"{read:,}", RowsClaim("read", extract, "", read)),
        Stated(f"{used:,}", RowsClaim("used", extract, "", used)),
        stated_aside(aside, extract),
    )


def stated_aside(rows: int, extract: str = "", town: str = "") -> Stated:
    """A number of rows that were set aside, as printed."""
    return Stated(f"{rows:,}", RowsClaim("aside", extract, town, rows))


def share_aside(counted: tuple[int, int, int], extract: str = "") -> tuple[Stated, Decimal] | None:
    """What per cent of the rows read was set aside, as printed and as a number; None where nothing was read."""
    read, _, aside = counted
    if not read:
        return None
    share = rounded(Fraction(aside * 100, read), 1)
    return Stated(f"{share}%", RowsShareClaim(extract, share)), share


def asides_subject(extract: str, rules: Iterable[str], town: str) -> str:
    """What a line of set-aside rows is about: the rows of a town that the very same rules keep out."""
    return f"aside:{extract}:{'+'.join(rules)}:{town}"


def stated_failures(extract: str, outcome: RuleOutcome) -> Stated:
    """How many records break a rule of ``extract`` (``across``: of all together), as printed."""
    claim = ListedClaim(f"failed:{extract}:{outcome.rule}", outcome.failed)
    return Stated(f"{outcome.failed:,}", claim)
