"""The same work in SQL, for DuckDB by itself and for dbt: reading the files, typing, the rules, the aggregates.

``typed`` reads a raw file as a typed table, ``KEPT`` leaves out what rules set aside, ``FAILING`` holds the rules as
predicates, ``catalogue_queries`` every aggregate of the catalogue as the engine asks for it. The aggregates written by
hand are BY_HAND in catalogue.py. Does not belong here: who runs it (floor.py, dbt_run.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.generate import LARGE, QUARTER
from benchmarks.raw import TITLES, header, words
from govreport.canonical import EXTRACTS, REFERENCES, ROW
from govreport.district.folder import District
from govreport.quality.credit_code import ALPHABET, INNER_ALPHABET, INNER_WEIGHTS, WEIGHTS
from govreport.quality.rules.evaluation import RESULTS

TABLES = {name: EXTRACTS[name].name for name in LARGE}
"""Extract -> canonical table."""
END = f"DATE '{QUARTER.end}'"


def typed(district: District, extract: str, path: str) -> str:
    """A SELECT that reads the raw file at ``path`` (UTF-8) into the canonical columns."""
    titles = header(district, extract)
    said = words(district, extract)
    cells = ", ".join(f"'{name}': 'VARCHAR'" for name in [*titles, "_note"])
    columns = []
    for column in EXTRACTS[extract].columns:
        name, kind = column.name, column.info["kind"]
        if name == ROW:
            columns.append(f"(row_number() OVER ())::INTEGER AS {ROW}")
        elif name not in titles:
            columns.append(f"NULL::{column.type} AS {name}")
        elif kind == "bool":
            columns.append(f"{name} = '是' AS {name}")
        elif name in said:
            cases = " ".join(f"WHEN '{word}' THEN '{code}'" for code, word in said[name].items())
            columns.append(f"CASE {name} {cases} END AS {name}")
        elif kind == "money":
            columns.append(f"({name}::DECIMAL(18, 2) * 1000000)::BIGINT AS {name}")
        elif kind in ("date", "int", "score"):
            columns.append(f"{name}::{'DATE' if kind == 'date' else 'INTEGER'} AS {name}")
        else:
            columns.append(name)
    return (
        f"SELECT {', '.join(columns)} FROM read_csv('{path}', delim = ',', quote = '\"', header = false, "
        f"skip = {TITLES + 1}, columns = {{{cells}}}, nullstr = '', auto_detect = false)"
    )


def valid_code(column: str) -> str:
    """Both check characters of a credit code, as a predicate."""

    def value(alphabet: str, at: int) -> str:
        return f"(strpos('{alphabet}', substr({column}, {at + 1}, 1)) - 1)"

    outer = " + ".join(f"{value(ALPHABET, i)} * {w}" for i, w in enumerate(WEIGHTS))
    inner = " + ".join(f"{value(INNER_ALPHABET, i + 8)} * {w}" for i, w in enumerate(INNER_WEIGHTS))
    return (
        f"(regexp_full_match({column}, '[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}') "
        f"AND (31 - ({outer}) % 31) % 31 = {value(ALPHABET, 17)} "
        f"AND substr('0X987654321', ({inner}) % 11 + 1, 1) = substr({column}, 17, 1))"
    )


_PROJECT = "PARTITION BY project_no"
_OVERPAID = "paid_fen > 0 AND project_paid_fen > project_awarded_fen"
_COLUMNS = {name: ", ".join(c.name for c in EXTRACTS[name].columns) for name in LARGE}
_SOUND = (
    f"(uscc IS NULL OR {valid_code('uscc')}) AND (score IS NULL OR score BETWEEN 0 AND 1000) AND NOT coalesce("
    "(grade = '5A' AND score NOT BETWEEN 951 AND 1000) OR (grade = '4A' AND score NOT BETWEEN 901 AND 950), false)"
)
BETWEEN = {
    "projects": f"""SELECT *, max(awarded_fen) OVER ({_PROJECT}) AS project_awarded_fen,
    sum(coalesce(paid_fen, 0)) OVER ({_PROJECT} ORDER BY instalment, {ROW}) AS project_paid_fen,
    row_number() OVER ({_PROJECT} ORDER BY instalment, {ROW}) AS place FROM typed_funding""",
    "events": f"SELECT * FROM typed_evaluation WHERE {_SOUND}",
}
"""What rules and tables ask for more than once: the ledger with what each project was awarded, and paid so far; events
as the register is asked about them."""
KEPT = {
    "organizations": f"SELECT * FROM typed_registration WHERE uscc IS NULL OR {valid_code('uscc')}",
    "funding": f"SELECT {_COLUMNS['funding']} FROM projects WHERE NOT coalesce({_OVERPAID}, false)",
    "evaluations": "SELECT * FROM events WHERE uscc IN (SELECT uscc FROM organizations)",
}
"""Canonical table -> its rows without those that a rule sets aside (in these files: E11, E27, E24, E24-GRADE, E30)."""

_LEFT = "('deregistered', 'revoked', 'licence_revoked')"
_TOWN = "NOT EXISTS (SELECT 1 FROM towns WHERE towns.town_code = t.town_code)"
_PAIRS = ", ".join(f"('{kind}', '{result}')" for kind, results in RESULTS.items() for result in results)


def _listed(kind: str, code: str, day: str, years: int) -> str:
    """The organization stood on the list on that day, or within so many years before."""
    return (
        f"EXISTS (SELECT 1 FROM events AS listing WHERE listing.event_kind = '{kind}' "
        f"AND listing.uscc = t.{code} AND listing.event_on <= t.{day} "
        f"AND (listing.closed_on IS NULL OR listing.closed_on >= t.{day} - INTERVAL {years} YEAR))"
    )


FAILING: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("registration", "typed_registration"): {
        "E10": "status <> 'preparing' AND uscc IS NULL",
        "E11": f"uscc IS NOT NULL AND NOT {valid_code('uscc')}",
        "E13": "substr(uscc, 1, 1) <> '5'",
        "E14": "CASE substr(uscc, 2, 1) WHEN '1' THEN 'association' WHEN '2' THEN 'service_institution' "
        "WHEN '3' THEN 'foundation' END <> legal_type",
        "E15-REGISTRAR": "registrar NOT IN ('番禺区民政局', '广州市番禺区民政局')",
        "E15-DIVISION": "substr(uscc, 3, 6) <> '440113'",
        "E20-TOWN": _TOWN,
        "E21": f"registered_on NOT BETWEEN DATE '1950-01-01' AND {END}",
        "E21-PRESENT": "status <> 'preparing' AND registered_on IS NULL",
        "E22": "exited_on < registered_on",
        "E22-CUTOFF": f"exited_on > {END}",
        "E22-LEFT": f"status IN {_LEFT} AND exited_on IS NULL",
        "E22-STAYED": f"status NOT IN {_LEFT} AND exited_on IS NOT NULL",
        "E23": "capital_fen < 0",
        "E20-CATEGORY": "is_community_org AND category IS NULL",
        "E25F": "is_federation AND legal_type <> 'association'",
    },
    ("registration", "organizations"): {
        "E12": f"{ROW} NOT IN (SELECT min({ROW}) FROM organizations WHERE uscc IS NOT NULL GROUP BY uscc) "
        "AND uscc IS NOT NULL",
        "E25F-ONE": f"is_federation AND status = 'active' AND {ROW} NOT IN (SELECT min({ROW}) FROM organizations WHERE "
        "is_federation AND status = 'active' GROUP BY town_code)",
        "E34": "joined_federation_on IS NOT NULL AND town_code NOT IN (SELECT town_code FROM organizations WHERE "
        "is_federation AND status <> 'preparing')",
    },
    ("funding", "typed_funding"): {
        "E10P": "project_no IS NULL",
        "E12P": f"{ROW} NOT IN (SELECT min({ROW}) FROM typed_funding GROUP BY project_no, instalment)",
        "E21P": f"approved_on NOT BETWEEN DATE '2014-01-01' AND {END}",
        "E21P-PAID": f"paid_on > {END}",
        "E21P-ORDER": "paid_on < approved_on",
        "E23P": "paid_fen < 0",
        "E23P-AWARD": "awarded_fen < 0",
        "E23P-DATE": "paid_fen > 0 AND paid_on IS NULL",
        "E11R": f"recipient_uscc IS NOT NULL AND NOT {valid_code('recipient_uscc')}",
        "E20-TOWN": _TOWN,
    },
    ("funding", "projects"): {
        "E27": _OVERPAID,
        "E28-GAP": "project_awarded_fen IS NOT NULL AND instalment > place",
        "G08": "paid_fen > 0 AND project_awarded_fen IS NULL",
        "E26-CEILING": "fund = 'city_venture' AND awarded_fen > 50000000",
        "E28P": "project_no IN (SELECT project_no FROM typed_funding GROUP BY project_no HAVING "
        "count(DISTINCT fund) > 1 OR count(DISTINCT purpose) > 1 OR count(DISTINCT town_code) > 1 OR "
        "count(DISTINCT recipient_uscc) > 1)",
    },
    ("evaluation", "typed_evaluation"): {
        "E12V": f"event_no IS NOT NULL AND {ROW} NOT IN (SELECT min({ROW}) FROM typed_evaluation GROUP BY event_no)",
        "E11": f"uscc IS NOT NULL AND NOT {valid_code('uscc')}",
        "E20-TOWN": _TOWN,
        "E24": "score NOT BETWEEN 0 AND 1000",
        "E24-GRADE": "(grade = '5A' AND score NOT BETWEEN 951 AND 1000) OR (grade = '4A' AND score NOT BETWEEN 901 "
        "AND 950)",
        "E25": "event_kind = 'assessment' AND abs(date_diff('day', event_on + INTERVAL 5 YEAR, valid_to)) > 1",
        "E25-RANGE": f"event_on NOT BETWEEN DATE '2000-01-01' AND {END}",
        "E25-CLOSED": "closed_on < event_on",
        "E25-CUTOFF": f"closed_on > {END}",
        "E25-DUE": "event_kind IN ('regular_check', 'ad_hoc_check') AND due_on < event_on",
        "E25-YEAR": f"report_year NOT BETWEEN 2000 AND {QUARTER.year}",
        "E25-REPORT": "event_kind IN ('annual_report', 'disclosure') AND report_year IS NULL",
        "E27V": "event_kind = 'disclosure' AND disclosure_item IS NULL",
        "E26V": f"(event_kind, event_result) NOT IN ({_PAIRS})",
        "E26V-ENDED": "event_result IN ('removed', 'graduated', 'left', 'entered') AND closed_on IS NULL",
        "E26V-OPEN": "event_result IN ('listed', 'resident') AND closed_on IS NOT NULL",
    },
    ("funding", "funding"): {
        "E30-FUNDING": "recipient_uscc NOT IN (SELECT uscc FROM organizations WHERE uscc IS NOT NULL)",
        "E31": "paid_fen > 0 AND EXISTS (SELECT 1 FROM organizations AS o WHERE o.uscc = t.recipient_uscc "
        "AND o.exited_on < t.paid_on)",
        "E32": "awarded_fen IS NOT NULL AND " + _listed("abnormal_list", "recipient_uscc", "approved_on", 1),
        "E32-SERIOUS": "awarded_fen IS NOT NULL AND " + _listed("serious_list", "recipient_uscc", "approved_on", 2),
    },
    ("evaluation", "events"): {
        "E30": "uscc NOT IN (SELECT uscc FROM organizations WHERE uscc IS NOT NULL)",
        "E32-ASSESSED": "event_kind = 'assessment' AND " + _listed("abnormal_list", "uscc", "event_on", 0),
        "E33": "event_kind = 'assessment' AND EXISTS (SELECT 1 FROM organizations AS o WHERE o.uscc = t.uscc "
        "AND o.registered_on + INTERVAL 2 YEAR > t.event_on)",
    },
    ("evaluation", "evaluations"): {
        "E28V": "event_kind = 'serious_list' AND NOT EXISTS (SELECT 1 FROM evaluations AS a WHERE a.uscc = t.uscc AND "
        "a.event_kind = 'abnormal_list' AND a.event_on + INTERVAL 2 YEAR <= t.event_on AND (a.closed_on IS NULL OR "
        "a.closed_on >= t.event_on))",
        "E28V-MOVED": f"event_kind = 'abnormal_list' AND closed_on IS NULL AND event_on + INTERVAL 2 YEAR <= {END} AND "
        "NOT EXISTS (SELECT 1 FROM evaluations AS s WHERE s.uscc = t.uscc AND s.event_kind = 'serious_list' AND "
        "s.event_on >= t.event_on)",
    },
}
"""Extract and what is judged (``t``) -> rule -> the predicate of a failing row."""


def rule_queries() -> dict[tuple[str, str], str]:
    """(extract, rule) -> a SELECT of its failing rows."""
    found = {}
    for (extract, source), rules in FAILING.items():
        for rule, failing in rules.items():
            found[extract, rule] = f"SELECT {ROW} FROM {source} AS t WHERE {failing}"
    return found


def catalogue_queries(district: District, folder: Path) -> list[str]:
    """Every aggregate that a run asks for, with its values in it; the tables that they read besides the three large
    ones are written to ``folder`` as Parquet."""
    from sqlalchemy.dialects.postgresql.base import PGDialect

    from govreport.canonical.codes import load_codes
    from govreport.indicators.vintages.measuring import state, stated_quarters
    from govreport.indicators.warehouse import Warehouse, open_warehouse
    from govreport.settings import Settings
    from govreport.store.files import FileStore

    asked: list[str] = []
    dialect = PGDialect()  # type: ignore[no-untyped-call]

    class Listening(Warehouse):
        def execute(self, query: Any, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
            asked.append(str(query.params(values).compile(dialect=dialect, compile_kwargs={"literal_binds": True})))
            return super().execute(query, values)

    codes = load_codes(Settings().reference_dir / "codes.yaml")
    with open_warehouse(FileStore(str(folder / "empty")), district, [], "1GB") as warehouse:
        listening = Listening(warehouse._connection, warehouse.available | set(TABLES.values()))
        for quarter in stated_quarters(QUARTER, district.report.release_working_days):
            state(listening, district, quarter, codes, listening.available)
        for table in [*REFERENCES, *(t.name for t in EXTRACTS.values())]:
            if table not in TABLES.values():
                warehouse._connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")
    return asked
