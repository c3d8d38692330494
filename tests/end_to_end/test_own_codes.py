"""A district whose every list has other codes and names: the product's figures, printed by its own names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore
from tests.conftest import PROJECT

pytestmark = pytest.mark.slow
Q = Quarter(2024, 1)


def ran(home: Path, codes: dict[str, dict[str, object]]) -> Settings:
    include = home / "include"
    include.mkdir(parents=True)
    for path in (PROJECT / "include").iterdir():
        if path.is_dir() and path.name not in ("districts", "sample_districts"):
            (include / path.name).symlink_to(path)
    folder = include / "districts" / "linjiang"
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", folder)
    if codes:
        (folder / "codes.yaml").write_text(yaml.safe_dump(codes, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVREPORT_HOME", str(home))
        patch.setenv("GOVREPORT_VAR", str(home / "var"))
        words = ["run", "-d", "linjiang", "-q", str(Q), "--until", "render"]
        done = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
        assert done.exit_code == 0, done.output
    return Settings(home=home, var=home / "var")


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
    return ran(tmp_path_factory.mktemp("own") / "home", own_codes())


def test_the_figures_are_those_of_the_products_codes(own: Settings, tmp_path: Path) -> None:
    assert observed(own) == observed(ran(tmp_path / "home", {}))


@pytest.mark.parametrize(("language", "name"), [("zh", "社会团体〔本区〕"), ("en", "Foundation (own)")])
def test_own_names_are_printed(own: Settings, language: str, name: str) -> None:
    files, results = FileStore(own.store), ResultStore(open_database(own.database))
    report = results.latest_report("linjiang", Q, language)
    assert report is not None
    page = next(f for f in report.files if f.name.endswith(".html"))
    data = next(f for f in report.files if f.name.endswith(".csv") and b"own_association" in files.get(f.key))
    assert name in files.get(page.key).decode()
    assert data is not None
