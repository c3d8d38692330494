"""A whole quarter of a district whose organizations have other identifiers than credit codes, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore
from tests.fixtures.linjiang import Q, ran

pytestmark = pytest.mark.slow
OWN = "identifiers: {scheme: pattern, name: {zh: 机构编号, en: entry number}, pattern: '[0-9A-Z]{18}'}\n"
NONE = "identifiers: {scheme: none}\n"


def named_by(home: Path, identifiers: str) -> Settings:
    def written(folder: Path) -> None:
        with (folder / "district.yaml").open("a", encoding="utf-8") as file:
            file.write(identifiers)
        for path in (folder / "sources").glob("*.yaml") if identifiers == NONE else ():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = "".join(line for line in lines if "uscc:" not in line)
            path.write_text(kept.replace("ignore: [", "ignore: [机构代码, 收款方代码, "), encoding="utf-8")

    return ran(home, written)


def figures(settings: Settings) -> dict[str, tuple[int, int | None]]:
    store = VintageStore(open_database(settings.database))
    vintage = store.latest("linjiang", Q, Q)
    assert vintage is not None
    return {
        o[0]: (o.numerator, o.denominator) for o in store.observations(vintage.id) if (o[1], o[2], o[3]) == ("", "", "")
    }


def pages(settings: Settings) -> str:
    files, results = FileStore(settings.store), ResultStore(open_database(settings.database))
    found = []
    for language in ("zh", "en"):
        report = results.latest_report("linjiang", Q, language)
        assert report is not None
        found += [files.get(f.key).decode() for f in report.files if f.name.endswith(".html")]
    return "\n".join(found)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return named_by(tmp_path_factory.mktemp("coded") / "home", "")


@pytest.mark.parametrize("identifiers", [OWN, NONE], ids=["pattern", "none"])
def test_the_figures_are_those_of_credit_codes(coded: Settings, tmp_path: Path, identifiers: str) -> None:
    """Names of the sample are unique, so that they link what its codes link."""
    other = named_by(tmp_path / "home", identifiers)
    assert figures(other) == figures(coded)
    assert "redit code" not in pages(other)
    assert "统一社会信用代码" not in pages(other)
