"""A district whose every list has other codes and names: the product's figures, printed by its own names."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore
from tests.conftest import PROJECT
from tests.fixtures.linjiang import Q, ran

pytestmark = pytest.mark.slow


def with_codes(home: Path, codes: dict[str, dict[str, object]]) -> Settings:
    def written(folder: Path) -> None:
        if codes:
            text = yaml.safe_dump(codes, allow_unicode=True, sort_keys=False)
            (folder / "codes.yaml").write_text(text, encoding="utf-8")

    return ran(home, written)


def own_codes() -> dict[str, dict[str, object]]:
    lists = yaml.safe_load((PROJECT / "include" / "reference" / "codes.yaml").read_text(encoding="utf-8"))
    return {
        name: {
            f"own_{code}": {
                "zh": f"{entry['zh']}〔本区〕",
                "en": f"{entry['en']} (own)",
                "means": str(code),
                "aliases": [entry["zh"], *map(str, entry["aliases"])],
            }
            for code, entry in listed.items()
        }
        for name, listed in lists.items()
        if name not in ("yes_no", "base_level")
    }


def observed(settings: Settings) -> dict[tuple[str, ...], tuple[int, int | None]]:
    store = VintageStore(open_database(settings.database))
    vintage = store.latest("linjiang", Q, Q)
    assert vintage is not None
    return {
        (o[0], o[1], o[2], o[3].removeprefix("own_")): (o.numerator, o.denominator)
        for o in store.observations(vintage.id)
    }


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return with_codes(tmp_path_factory.mktemp("own") / "home", own_codes())


def test_the_figures_are_those_of_the_products_codes(own: Settings, tmp_path: Path) -> None:
    assert observed(own) == observed(with_codes(tmp_path / "home", {}))


@pytest.mark.parametrize(("language", "name"), [("zh", "社会团体〔本区〕"), ("en", "Foundation (own)")])
def test_own_names_are_printed(own: Settings, language: str, name: str) -> None:
    files, results = FileStore(own.store), ResultStore(open_database(own.database))
    report = results.latest_report("linjiang", Q, language)
    assert report is not None
    page = next(f for f in report.files if f.name.endswith(".html"))
    data = next(f for f in report.files if f.name.endswith(".csv") and b"own_association" in files.get(f.key))
    assert name in files.get(page.key).decode()
    assert data is not None
