"""A district of three towns, and a way to tidy bytes that a test wrote itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govreport.canonical.codes import CodeList, load_codes
from govreport.district.corrections import Correction
from govreport.district.folder import Community, District, Layout, Town
from govreport.district.reading import load_district
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256
from govreport.tidy.tidy import tidy

NULLS = ("", "无", "/", "—", "-", "暂无", "不详", "暂无相关数据!")
LAYOUTS: dict[str, dict[str, Any]] = {
    "registration": {
        "format": "xlsx",
        "sheet": "登记名册",
        "nulls": NULLS,
        "ignore": ("序号", "法定代表人", "备注"),
        "columns": {
            "name": {"aliases": ("社会组织名称", "单位名称")},
            "uscc": {"aliases": ("统一社会信用代码", "信用代码")},
            "certificate_no": {"aliases": ("登记证号",)},
            "legal_type": {"aliases": ("社会组织类型", "类型")},
            "supervisor": {"aliases": ("业务主管单位", "业务主管（指导）单位"), "nulls": ("", "/")},
            "registered_on": {"aliases": ("成立登记日期", "成立日期")},
            "status": {"aliases": ("状态",)},
            "capital_fen": {"aliases": ("注册资金", "开办资金")},
            "town_code": {"aliases": ("所属镇街", "镇（街）")},
            "community_code": {"aliases": ("所属村（社区）",)},
            "is_community_org": {"aliases": ("是否社区社会组织",)},
        },
    },
    "funding": {
        "nulls": NULLS,
        "ignore": ("序号", "备注", "数据截止日期"),
        "columns": {
            "project_no": {"aliases": ("项目编号",)},
            "project_name": {"aliases": ("项目名称",)},
            "fund": {"aliases": ("资金类别",)},
            "approved_on": {"aliases": ("立项日期",)},
            "recipient_uscc": {"aliases": ("统一社会信用代码",)},
            "town_code": {"aliases": ("所属镇街",)},
            "community_code": {"aliases": ("实施村（社区）",)},
            "purpose": {"aliases": ("用途",)},
            "instalment": {"aliases": ("批次",)},
            "awarded_fen": {"aliases": ("立项金额",), "unit": "万元"},
            "paid_on": {"aliases": ("拨付日期",)},
            "paid_fen": {"aliases": ("拨付金额",), "unit": "万元"},
        },
    },
}


class Tidied(NamedTuple):
    """What tidy made of a file."""

    extract: TidyExtract
    kept: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    bytes: bytes

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.kept]

    def rules(self) -> list[tuple[int, str]]:
        return [(reason["row"], reason["rule"]) for reason in self.reasons]


def _town(code: str, name: str, short: str, **more: Any) -> Town:
    return Town(code=code, name=name, short_name=short, en=name, tile_column=0, tile_row=0, **more)


@pytest.fixture(scope="session")
def codes() -> dict[str, CodeList]:
    return dict(load_codes(Settings().reference_dir / "codes.yaml"))


@pytest.fixture(scope="session")
def district() -> District:
    panyu = load_district(Settings().districts_dir, "panyu")
    towns = (
        _town("440113007", "市桥街道", "市桥街", aliases=("市桥",)),
        _town("440113102", "南村镇", "南村镇", aliases=("南村",)),
        _town(
            "440113017",
            "沙湾街道",
            "沙湾街",
            former_code="440113118",
            former_name="沙湾镇",
            former_short_name="沙湾镇",
            former_until="2019-12-31",
            aliases=("沙湾镇（街）",),
        ),
    )
    communities = (
        Community(code="440113102001", town_code="440113102", name="锦绣香江社区居民委员会", kind="urban"),
        Community(code="440113102201", town_code="440113102", name="里仁洞村民委员会", kind="rural"),
        Community(code="440113102002", town_code="440113102", name="江南社区居民委员会", kind="urban"),
        Community(code="440113102202", town_code="440113102", name="江南村民委员会", kind="rural"),
        Community(code="440113007001", town_code="440113007", name="里仁洞社区居委会", kind="urban"),
    )
    sources = {
        name: source.model_copy(update={"layout": Layout.model_validate(LAYOUTS[name])}) if name in LAYOUTS else source
        for name, source in panyu.sources.items()
    }
    return panyu.model_copy(update={"towns": towns, "communities": communities, "sources": sources})


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


Run = Callable[..., Tidied]


def tidied(
    district: District, codes: dict[str, CodeList], store: FileStore, data: bytes, extract: str, filename: str
) -> Tidied:
    """Store the bytes and tidy them."""
    snapshot = Snapshot(
        district="panyu",
        extract=extract,  # type: ignore[arg-type]
        quarter=Quarter(2019, 3),
        filename=filename,
        sha256=sha256(data),
        size=len(data),
        key=store.put("raw", data, Path(filename).suffix),
        origin=filename,
    )
    result = tidy(district, snapshot, store, codes)
    kept = store.get(result.key)
    aside = store.get(result.set_aside_key)
    return Tidied(
        result,
        pq.read_table(pa.BufferReader(kept)).to_pylist(),
        pq.read_table(pa.BufferReader(aside)).to_pylist(),
        kept,
    )


@pytest.fixture(scope="session")
def run(district: District, codes: dict[str, CodeList], store: FileStore) -> Run:
    def run_tidy(
        data: bytes, extract: str = "funding", filename: str = "funding.csv", corrections: tuple[Correction, ...] = ()
    ) -> Tidied:
        return tidied(district.model_copy(update={"corrections": corrections}), codes, store, data, extract, filename)

    return run_tidy


@pytest.fixture
def run_layout(district: District, codes: dict[str, CodeList], store: FileStore) -> Run:
    """Tidy a workbook or text of funding with some settings of the layout changed."""

    def run_tidy(data: bytes, extract: str = "funding", filename: str = "f.xlsx", **settings: Any) -> Tidied:
        source = district.sources[extract]
        layout = Layout.model_validate({**LAYOUTS[extract], "sheet": None, **settings})
        changed = {**district.sources, extract: source.model_copy(update={"layout": layout})}
        return tidied(district.model_copy(update={"sources": changed}), codes, store, data, extract, filename)

    return run_tidy
