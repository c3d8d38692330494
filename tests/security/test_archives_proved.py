"""A published archive, in the store or copied away: changed, added to, put back, and the anchor that each copy is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from govreport import stages
from govreport.context import Context
from govreport.documents.verify_report import verify_report
from govreport.errors import GovreportError
from govreport.operations.audit import audit, begin
from govreport.settings import Settings
from govreport.store.database import open_results
from tests.fixtures.prepared import REPORT, take
from tests.security.test_audit import ATTACKS, attack

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("published") / "var"
    made = take(REPORT, Settings(var=var))
    stages.publish(made.context)
    return var


@pytest.fixture
def settings(published: Path, tmp_path: Path) -> Settings:
    copytree(published, tmp_path / "var")
    return Settings(var=tmp_path / "var")


def archive_of(settings: Settings) -> Path:
    return settings.var_dir / "store" / "archive" / "panyu"


def change(root: Path) -> None:
    (root / "index.html").write_bytes((root / "index.html").read_bytes().replace(b"2019", b"2018"))


def remove(root: Path) -> None:
    next((root / "towns").iterdir()).unlink()


def add(root: Path) -> None:
    (root / "notice.html").write_text("<p>")


def change_with_its_list(root: Path) -> None:
    from govreport.store.files import sha256

    change(root)
    path = root / "archive.json"
    said = json.loads(path.read_bytes())
    said["files"]["index.html"] = sha256((root / "index.html").read_bytes())
    path.write_text(json.dumps(said))


DEEDS = (change, remove, add, change_with_its_list)


def said_of(faults: object) -> str:
    return " ".join(fault.said.zh for fault in faults)  # type: ignore[attr-defined]


def test_a_published_archive_is_all_in_order_and_publishing_again_records_nothing_more(settings: Settings) -> None:
    before = audit(settings)
    assert not before.faults
    stages.publish(Context.make(settings, "panyu", "2019-Q3"))
    assert (audit(settings).lines, audit(settings).faults) == (before.lines, [])


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_is_done_to_the_archive_in_the_store_is_found(
    settings: Settings, deed: Callable[[Path], None]
) -> None:
    deed(archive_of(settings))
    assert "panyu 的报告档案" in said_of(audit(settings).faults)
    if deed is add:
        (archive_of(settings) / "notice.html").unlink()
    stages.publish(Context.make(settings, "panyu", "2019-Q3"))
    assert not audit(settings).faults


def test_an_older_archive_that_is_put_back_is_found(settings: Settings, tmp_path: Path) -> None:
    old = copytree(archive_of(settings), tmp_path / "old")
    context = Context.make(settings, "panyu", "2019-Q3")
    stages.sign(context, context.results.reports("panyu", context.quarter)[0])
    stages.publish(context)
    assert not audit(settings).faults
    copytree(old, archive_of(settings), dirs_exist_ok=True)
    assert "清单 archive.json 不是最近一次发布时写的" in said_of(audit(settings).faults)


def test_a_copy_says_of_itself_whether_it_is_what_was_published(settings: Settings, tmp_path: Path) -> None:
    for deed in (None, *DEEDS):
        copy = copytree(archive_of(settings), tmp_path / f"copy-{deed}" / "panyu")
        if deed is not None:
            deed(copy)
        proof = verify_report(settings, str(copy / "archive.json"))
        assert proof.exit_code == (0 if deed is None else 3), proof
    alone = tmp_path / "archive.json"
    alone.write_bytes((archive_of(settings) / "archive.json").read_bytes())
    proof = verify_report(settings, str(alone))
    assert proof.exit_code == 0
    assert "只核对了清单" in proof.message.zh
    alone.write_text(json.dumps({"district": "panyu", "files": {}, "build": "x", "log_head": ""}))
    with pytest.raises(GovreportError, match="不是本系统日志中记录过的档案"):
        verify_report(settings, str(alone))


def test_an_old_copy_of_the_archive_contradicts_a_rewritten_history(settings: Settings, tmp_path: Path) -> None:
    copy = copytree(archive_of(settings), tmp_path / "copy")
    head = json.loads((copy / "archive.json").read_bytes())["log_head"]
    assert not audit(settings, head).faults
    attack(open_results(settings), ATTACKS["a figure is changed"], "DELETE FROM log")
    begin(settings)
    assert any(head in fault.said.zh for fault in audit(settings, head).faults)
    proof = verify_report(settings, str(copy / "archive.json"))
    assert proof.exit_code == 6
    assert "日志中都没有" in proof.message.zh
