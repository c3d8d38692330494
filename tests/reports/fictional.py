"""A fictional district's figures for nine quarters, so that the report can be tested without the engine.

Invented throughout; only the shape is real. ``fictional_inputs()`` gives the inputs of the last quarter, and its
arguments bend what a test is about (a verdict that holds, a revision, a district without some indicators).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

from govreport.canonical import evaluations, funding, organizations
from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import Message
from govreport.indicators.model import Basis, Direction, Indicator, Kind, Measure, Observation
from govreport.indicators.presentation import Key as PresentedKey
from govreport.indicators.presentation import present
from govreport.manifests.base import State
from govreport.manifests.extracts import TidyExtract
from govreport.manifests.measurements import Identity, Measurement, Revision, VintageRef
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.quarter import Quarter
from govreport.reports.claims import Key
from govreport.reports.inputs import EarlierFigures, ReportInputs, SetAside
from govreport.reports.statements.evidence import Evidence
from govreport.reports.words import load_words
from govreport.settings import Settings

QUARTER = Quarter(2019, 3)
CATEGORIES = ("charity", "community_service", "deliberation", "recreation", "social_affairs")
PURPOSES = ("elderly", "disabled", "capacity", "grading", "innovation", "training", "volunteering", "recreation")
TYPES = ("association", "service_institution", "foundation")
_SHARES = (96, 41, 58, 37, 28, 79, 52, 33, 61, 56, 62, 66, 17, 29, 49, 51)


_SOURCES = {
    "家": "《虚构登记管理条例》",
    "个": "虚构〔2017〕1号",
    "%": "《虚构监督暂行办法》（虚构〔2018〕2号）",
    "万元": "《虚构专项资金管理暂行办法》",
}


def _indicator(
    id: str,
    zh: str,
    en: str,
    unit: tuple[str, str],
    kind: Kind,
    basis: Basis,
    direction: Direction = "more_is_better",
    breakdowns: tuple[str, ...] = (),
    *,
    table: object = organizations,
    by_town: bool = True,
    floor: bool = True,
) -> Indicator:
    measure = Measure(table, table.c.name.is_not(None) if "name" in table.c else table.c.fund.is_not(None))  # type: ignore[attr-defined,arg-type]
    ratio = kind in ("percent", "average", "money_average")
    return Indicator(
        id=id,
        name=Message(zh, en),
        unit=Message(*unit),
        kind=kind,
        basis=basis,
        direction=direction,
        numerator=measure,
        denominator=measure if ratio else None,
        formula=Message(
            f"{zh}的计算方法：按期末有效记录统计。", f"How {en} is computed: records valid at quarter end."
        ),
        source=_SOURCES[unit[0]],
        breakdowns=breakdowns,
        by_town=by_town,
        floor_applies=floor,
    )


HOME, COUNT, PERCENT, WAN = ("家", "organizations"), ("个", "items"), ("%", "%"), ("万元", "CNY 10,000")


def indicators() -> dict[str, Indicator]:
    """Declarations with the ids of the product."""
    i = _indicator
    declared = [
        i("R01", "登记社会组织", "Registered organizations", HOME, "count", "stock", "neutral", ("legal_type",)),
        i("R03", "本季成立登记", "New registrations", HOME, "count", "flow"),
        i("R04", "本季退出登记", "Exits", HOME, "count", "flow", "neutral"),
        i("R05", "本季净增", "Net increase", HOME, "count", "flow"),
        i("R09R", "社区社会组织", "Community organizations", HOME, "count", "stock", breakdowns=("category",)),
        i("R12R", "社区社会组织类别结构", "Category structure", PERCENT, "percent", "stock", "neutral", ("category",)),
        i("F01", "联合会镇街覆盖率", "Federation coverage", PERCENT, "percent", "stock", floor=False),
        i("F02", "社区社会组织入会率", "Federation membership", PERCENT, "percent", "stock"),
        i("F03", "联合会平均会员数", "Members per federation", HOME, "average", "stock"),
        i("S01", "年度定期抽查率", "Regular check rate", PERCENT, "percent", "year_to_date", table=evaluations),
        i("S02", "抽查问题发现率", "Finding rate", PERCENT, "percent", "year_to_date", "neutral", table=evaluations),
        i("S02B", "按期整改率", "Rectified in time", PERCENT, "percent", "year_to_date", table=evaluations),
        i("S03", "年度报告参报率", "Annual report submission", PERCENT, "percent", "year_to_date", table=evaluations),
        i("S04", "年度报告按期率", "Annual reports on time", PERCENT, "percent", "year_to_date", table=evaluations),
        i("S05", "有效评估等级占比", "Valid grade share", PERCENT, "percent", "stock", table=evaluations),
        i(
            "S07",
            "半年内到期的评估等级",
            "Grades expiring",
            HOME,
            "count",
            "stock",
            "less_is_better",
            table=evaluations,
        ),
        i(
            "S08",
            "活动异常名录在列数",
            "On the abnormal list",
            HOME,
            "count",
            "stock",
            "less_is_better",
            table=evaluations,
        ),
        i("B00", "社区基金资助项目", "Community-fund projects", COUNT, "count", "cumulative", table=funding),
        i(
            "B01",
            "社区基金平均单项资助",
            "Average community-fund award",
            WAN,
            "money_average",
            "cumulative",
            "neutral",
            table=funding,
        ),
        i("B02A", "社区基金立项资金", "Community-fund amount awarded", WAN, "money", "cumulative", table=funding),
        i("B03", "社区基金村（社区）覆盖率", "Fund coverage", PERCENT, "percent", "cumulative", table=funding),
        i("G01", "专项资金累计资助项目", "Special-fund projects", COUNT, "count", "cumulative", table=funding),
        i("G02", "专项资金累计拨付", "Special fund paid", WAN, "money", "cumulative", table=funding),
        i(
            "G03",
            "专项资金平均单项资助",
            "Average special-fund payment",
            WAN,
            "money_average",
            "cumulative",
            "neutral",
            table=funding,
        ),
        i("G04", "扶老助残救孤济困占比", "Care share", PERCENT, "percent", "cumulative", table=funding),
        i("G04A", "扶老助残救孤济困资金", "Care amount", WAN, "money", "cumulative", table=funding),
        i("G05", "专项资金拨付进度", "Paid share of awards", PERCENT, "percent", "cumulative", table=funding),
        i(
            "G07",
            "前十名受助单位资金占比",
            "Top-10 recipients' share",
            PERCENT,
            "percent",
            "cumulative",
            "neutral",
            table=funding,
            by_town=False,
        ),
        i("G10", "本季拨付专项资金", "Paid this quarter", WAN, "money", "flow", breakdowns=("purpose",), table=funding),
        i("G11", "本季立项项目", "Projects approved", COUNT, "count", "flow", table=funding),
        i(
            "I01",
            "孵化基地在孵组织",
            "Resident in incubation",
            HOME,
            "count",
            "stock",
            table=evaluations,
            by_town=False,
        ),
        i("I02", "累计孵化出壳组织", "Graduated", HOME, "count", "cumulative", table=evaluations, by_town=False),
        i(
            "I03",
            "出壳组织正常运营率",
            "Graduates operating",
            PERCENT,
            "percent",
            "stock",
            table=evaluations,
            by_town=False,
        ),
    ]
    return {d.id: d for d in declared}


def _split(total: int, weights: Iterable[int]) -> list[int]:
    """``total`` in whole parts by ``weights``; the parts add up."""
    listed = [*weights]
    edges = [0]
    for index in range(1, len(listed) + 1):
        edges.append(total * sum(listed[:index]) // sum(listed))
    return [b - a for a, b in pairwise(edges)]


def observations(district: District, history: list[Quarter]) -> Sequence[Observation]:
    """All figures of ``history``: district, towns, breakdowns."""
    return _observations(tuple(t.code for t in district.towns), tuple(history))


@cache
def _observations(codes: tuple[str, ...], history: tuple[Quarter, ...]) -> Sequence[Observation]:
    out: list[Observation] = []
    total = [768, 779, 788, 803, 809, 815, 826, 838, 851]
    paid = [58, 86, 31, 52, 66, 92, 35, 61, 79]
    federations = [2, 2, 3, 5, 5, 8, 10, 12, 14]
    awarded = [12, 14, 9, 11, 13, 15, 8, 12, 10]
    checked = [22, 26, 4, 9, 17, 27, 5, 12, 20]

    def add(
        id: str,
        q: Quarter,
        numerator: int,
        denominator: int | None = None,
        town: str = "",
        by: str = "",
        member: str = "",
    ) -> None:
        out.append(Observation(id, q, town, by, member, numerator, denominator))

    def spread(
        id: str, q: Quarter, numerator: int, weights: Iterable[int] = _SHARES, denominators: list[int] | None = None
    ) -> None:
        for index, (code, part) in enumerate(zip(codes, _split(numerator, weights), strict=True)):
            add(id, q, part, denominators[index] if denominators else None, code)

    for index, q in enumerate(history):
        n = index + 9 - len(history)
        towns = _split(total[n], _SHARES)
        if q == history[-1]:
            towns[13] -= 3  # one town falls
            towns[0] += 3
        add("R01", q, total[n])
        for code, value in zip(codes, towns, strict=True):
            add("R01", q, value, None, code)
        for member, value in zip(TYPES, (total[n] * 2 // 5, total[n] - total[n] * 2 // 5 - 4, 4), strict=True):
            add("R01", q, value, None, "", "legal_type", member)
        new = max(total[n] - (total[n - 1] if n else 760), 0) + 4
        add("R03", q, new)
        add("R04", q, 4)
        add("R05", q, new - 4)
        for id, amount in (("R03", new), ("R04", 4)):
            spread(id, q, amount)
        community = [71 + 4 * n + (n * n) % 5, 96 + 5 * n - (n * 7) % 6, 38, 110 + 2 * n + n % 3, 52 + n + (n * 5) % 4]
        add("R09R", q, sum(community))
        for member, value in zip(CATEGORIES, community, strict=True):
            add("R09R", q, value, None, "", "category", member)
            add("R12R", q, value, sum(community), "", "category", member)
        town_community = _split(sum(community), _SHARES)
        for code, value in zip(codes, town_community, strict=True):
            add("R09R", q, value, None, code)
        joined = sum(community) * federations[n] // 20
        add("F01", q, federations[n], 16)
        for town_index, code in enumerate(codes):
            add("F01", q, int(town_index < federations[n]), 1, code)
        add("F02", q, joined, sum(community))
        spread("F02", q, joined, _SHARES, town_community)
        add("F03", q, joined, federations[n])
        base = 770 if q.year == 2018 else 815 if q.year == 2019 else 731
        findings = checked[n] // 4
        add("S01", q, checked[n], base)
        spread("S01", q, checked[n], _SHARES, _split(base, _SHARES))
        add("S02", q, findings, checked[n])
        add("S02B", q, max(findings - 1, 0), findings)
        reported = 0 if q.number == 1 else base - 61 + n
        add("S03", q, reported, base)
        add("S04", q, reported * 9 // 10, base)
        spread("S03", q, reported, _SHARES, _split(base, _SHARES))
        add("S05", q, 140 + 5 * n, total[n])
        add("S07", q, 6 + n % 4)
        add("S08", q, 21 - n % 3)
        spread("S08", q, 21 - n % 3)
        fund_projects = max(0, 4 * n)
        add("B00", q, fund_projects)
        add("B02A", q, fund_projects * 937_500)
        add("B01", q, fund_projects * 937_500, fund_projects)
        add("B03", q, 3 * n, 275)
        spread("B00", q, fund_projects)
        projects = 150 + sum(awarded[: n + 1])
        cumulative = 360 + sum(paid[: n + 1])
        care = 20 + 4 * n
        add("G01", q, projects)
        spread("G01", q, projects)
        add("G02", q, cumulative * 1_000_000)
        spread("G02", q, cumulative * 1_000_000)
        add("G03", q, cumulative * 1_000_000, projects)
        add("G04", q, care * 1_000_000, cumulative * 1_000_000)
        add("G04A", q, care * 1_000_000)
        add("G05", q, cumulative * 1_000_000, (cumulative + 40) * 1_000_000)
        add("G07", q, cumulative * 310_000, cumulative * 1_000_000)
        add("G10", q, paid[n] * 1_000_000)
        spread("G10", q, paid[n] * 1_000_000)
        for member, value in zip(
            PURPOSES, _split(paid[n] * 1_000_000, (9, 3, 24, 12, 21 - n, 8, 14 + n, 5)), strict=True
        ):
            add("G10", q, value, None, "", "purpose", member)
        add("G11", q, awarded[n])
        spread("G11", q, awarded[n])
        add("I01", q, 10 + n)
        add("I02", q, 6 + n)
        add("I03", q, 6 + n - (n == 8), 6 + n)
    return out


def _outcome(rule: str, severity: str, failed: int, zh: str, en: str, *, sets_aside: bool = False) -> RuleOutcome:
    return RuleOutcome(
        rule=rule,
        severity=severity,
        sets_aside=sets_aside,
        zh=zh,
        en=en,
        why_zh="影响本表数字。",
        why_en="Affects figures.",
        passed=not failed,
        evaluated=900,
        failed=failed,
    )  # type: ignore[arg-type]


def fictional_verdict(district: str, quarter: Quarter, state: State) -> Verdict:
    """A verdict with a few failed rules on three extracts."""
    checks = []
    outcomes = {
        "registration": [
            _outcome(
                "E11", "warn", 3, "统一社会信用代码的两位校验码都正确", "both check characters hold", sets_aside=True
            ),
            _outcome("E12", "warn", 2, "统一社会信用代码不重复", "codes are unique", sets_aside=True),
        ],
        "funding": [
            _outcome("E27", "hold" if state == "hold" else "warn", 1, "拨付金额不超过立项金额", "paid within award")
        ],
        "evaluation": [_outcome("E30", "warn", 0, "评估对象在登记数据中存在", "assessed organizations exist")],
    }
    for extract, rows in (("registration", 902), ("funding", 388), ("evaluation", 1240)):
        aside = 5 if extract == "registration" else 0
        tidy = TidyExtract(
            district=district,
            extract=extract,
            quarter=quarter,
            filename=f"{extract}.csv",
            snapshot_sha256="0" * 64,
            table=extract,
            key="k",
            sha256="0" * 64,
            set_aside_key="k",
            rows_in=rows + 4,
            rows_kept=rows,
            rows_set_aside=4,
            cutoff=quarter.end,
            encoding="utf-8",
            sheet=None,
            header_row=1,
            columns={},
            ignored=[],
            unknown=[],
            totals=[],
        )  # type: ignore[arg-type]
        checks.append(
            ExtractCheck(
                tidy=tidy, outcomes=outcomes[extract], failures_key="k", set_aside_key="k", rows_set_aside=aside
            )
        )
    return Verdict(
        district=district,
        quarter=quarter,
        state=state,
        checks=checks,
        outcomes=[],
        paragraph_zh="三个数据文件可用。",
        paragraph_en="The three extracts can be used.",
        sha256="1" * 64,
    )


@cache
def _panyu() -> District:
    return load_district(Settings().districts_dir, "panyu")


def fictional_inputs(
    *,
    quarter: Quarter = QUARTER,
    quarters: int = 9,
    state: State = "warn",
    without: Iterable[str] = (),
    change: Callable[[Observation], Observation | None] = lambda o: o,
    revisions: list[Revision] | None = None,
    identities: list[Identity] | None = None,
    district: District | None = None,
    extra: tuple[Iterable[Indicator], Iterable[Observation]] = ((), ()),
    statuses: dict[PresentedKey, str] | None = None,
    earlier: Iterable[Observation] = (),
) -> ReportInputs:
    """Inputs of the report for ``quarter``; ``change`` may alter or drop (None) any observation.

    ``extra`` adds declarations and their figures, ``statuses`` letters of figures, ``earlier`` the district's figures
    of the quarters before those shown.
    """
    settings = Settings()
    place = district or _panyu()
    history = quarter.back(quarters)
    dropped = set(without)
    declared = {k: v for k, v in indicators().items() if k not in dropped}
    declared |= {i.id: i for i in extra[0]}
    kept = [c for o in observations(place, history) if o.indicator in declared and (c := change(o)) is not None]
    kept += extra[1]
    before = [*earlier]
    measurement = Measurement(
        district=place.id,
        quarter=quarter,
        verdict_sha256="1" * 64,
        vintages=[
            VintageRef(id="2" * 64, district=place.id, quarter=quarter, source_quarter=quarter, observations=len(kept))
        ],
        identities=identities
        if identities is not None
        else [
            Identity(
                name="R05",
                zh="期末数=上季度末数+成立−退出",
                en="closing = opening + new − exits",
                holds=True,
                detail_zh="838+17−4=851",
                detail_en="838+17−4=851",
            ),
            Identity(
                name="R02",
                zh="三类之和等于总数",
                en="types add up",
                holds=True,
                detail_zh="三类合计851",
                detail_en="851",
            ),
        ],
        revisions=revisions
        if revisions is not None
        else [
            Revision(
                indicator="R01",
                quarter=quarter.previous,
                town_code="",
                breakdown="",
                member="",
                old_numerator=836,
                old_denominator=None,
                new_numerator=838,
                new_denominator=None,
            ),
        ],
    )
    return ReportInputs(
        settings=settings,
        district=place,
        quarter=quarter,
        figures=present(kept, declared, load_codes(settings.reference_dir / "codes.yaml"), statuses),
        verdict=fictional_verdict(place.id, quarter, state),
        measurement=measurement,
        set_aside=(
            SetAside("registration", ("E11",), "440113012", 3),
            SetAside("registration", ("E12",), "440113120", 2),
            SetAside("registration", ("T-DATE",), "440113102", 4),
            SetAside("funding", ("T-MONEY",), "440113104", 4),
            SetAside("evaluation", ("T-DATE",), "", 4),
        ),
        fingerprint="3f9a" * 16,
        history=tuple(history),
        earlier=EarlierFigures(
            tuple(sorted({o.quarter for o in before})),
            present(before, declared, load_codes(settings.reference_dir / "codes.yaml")),
        ),
    )


def fictional_evidence(inputs: ReportInputs) -> Evidence:
    """What the documents made of ``inputs`` are checked against: the same integers, by their keys."""
    figures = (inputs.earlier.figures, inputs.figures)
    stored = {Key(*key): (o.numerator, o.denominator) for f in figures for key, o in f._by_key.items()}
    return Evidence(
        district=inputs.district,
        quarter=inputs.quarter,
        release=inputs.release,
        declared=inputs.figures.indicators,
        stored=stored,
        listed={"towns": len(inputs.district.towns), "quarters": len(inputs.history)},
        wording={x: load_words(inputs.settings.templates_dir, x).wording() for x in ("zh", "en")},
        before={
            Key(r.indicator, r.quarter, r.town_code, r.breakdown, r.member): (r.old_numerator, r.old_denominator)
            for r in inputs.measurement.revisions
        },
    )


def with_names(district: District, name: str) -> District:
    """The district with its first town called ``name``."""
    first = district.towns[0].model_copy(update={"short_name": name, "name": name})
    renamed = district.model_copy(update={"towns": (first, *district.towns[1:])})
    renamed.__dict__.pop("town_by_code", None)  # cached from the names before
    return renamed
