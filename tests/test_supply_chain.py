"""What is installed is what the lock says: pinned, hashed, made by one command, and listed for whoever must know."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import PROJECT

LOCK = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
_ENTRY = re.compile(r"^(\S[^\\\n]*?) \\\n((?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE)


def locked() -> dict[str, list[Requirement]]:
    """Each package of the lock; some have two pins for two Pythons."""
    found: dict[str, list[Requirement]] = {}
    for text, _ in _ENTRY.findall(LOCK):
        requirement = Requirement(text)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_every_line_of_the_lock_pins_one_version_and_its_hashes() -> None:
    listed = [line for line in LOCK.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(listed) == sum(map(len, locked().values())) > 100, "a line without --hash"
    for requirements in locked().values():
        for requirement in requirements:
            (pin,) = requirement.specifier
            assert pin.operator == "==", requirement
            assert "*" not in pin.version, requirement
            assert requirement.url is None, requirement
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", h) for h in re.findall(r"--hash=\S+", LOCK))


def test_the_lock_holds_what_is_asked_for_and_was_made_by_make_lock() -> None:
    asked = [line.partition("  #")[0].strip() for line in (PROJECT / "requirements.in").read_text("utf-8").splitlines()]
    pins = locked()
    for requirement in (Requirement(line) for line in asked if line and not line.startswith("#")):
        for pin in pins[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(next(iter(pin.specifier)).version), (requirement, pin)
    assert LOCK.splitlines()[1].strip("# ") == "make lock"
    recipe = re.search(r"^lock:.*\n\t(.*)$", MAKEFILE, re.MULTILINE)
    assert recipe is not None
    assert {"--generate-hashes", "--universal", "--custom-compile-command 'make lock'"} <= set(
        re.findall(r"--[a-z-]+(?: 'make lock')?", recipe[1])
    )
    assert not re.search(r"(?m)^\s*(-i|--index-url|--extra-index-url|--find-links|--trusted-host)", LOCK)


def test_setup_installs_by_hash_and_nothing_beside_the_lock() -> None:
    script = (PROJECT / "scripts" / "setup.sh").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = re.findall(r"-m (?:uv )?pip install (.*)", script)
    into_venv = [line for line in installs if "--target" not in line]  # virtualenv, where Python lacks venv
    *locked_ones, own = into_venv  # uv first, then what it or pip installs; at last the product itself
    assert len(locked_ones) == 3
    assert all("--no-deps" in line for line in into_venv)
    assert all("--require-hashes" in line for line in locked_ones)
    assert own.endswith("-e .")


@pytest.fixture(scope="module")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The list that ``make sbom`` writes, checked against its schema by the command itself; and the command."""
    recipe = re.search(r"^\t@\$\(PY\) (.*cyclonedx_py.*)$", MAKEFILE, re.MULTILINE)
    assert recipe is not None
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    arguments = shlex.split(recipe[1].replace(".run/sbom.cdx.json", str(path)))
    assert "--validate" in arguments
    subprocess.run([sys.executable, *arguments], check=True, cwd=PROJECT)  # noqa: S603
    return path, arguments


@pytest.mark.slow
def test_the_bill_of_materials_lists_every_pin_of_the_lock_and_no_machine(sbom: tuple[Path, list[str]]) -> None:
    text = sbom[0].read_text(encoding="utf-8")
    made = json.loads(text)
    assert (made["bomFormat"], made["metadata"]["component"]["name"]) == ("CycloneDX", "govreport")
    pinned = {
        (name, next(iter(requirement.specifier)).version) for name, all_of in locked().items() for requirement in all_of
    }
    assert {(canonicalize_name(c["name"]), c["version"]) for c in made["components"]} == pinned
    hashed = [h["content"] for c in made["components"] for r in c["externalReferences"] for h in r["hashes"]]
    assert sorted(hashed) == sorted(h.removeprefix("--hash=sha256:") for h in re.findall(r"--hash=\S+", LOCK))
    places = {place for c in made["components"] for place in re.findall(r"\w+://[^\s/\"]+", json.dumps(c))}
    assert places == set()
    assert str(PROJECT) not in text
    assert "timestamp" not in made["metadata"]


@pytest.mark.slow
def test_the_same_lock_gives_the_same_list(sbom: tuple[Path, list[str]], tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    arguments = [
        {"--validate": "--no-validate", str(sbom[0]): str(again)}.get(argument, argument) for argument in sbom[1]
    ]
    subprocess.run([sys.executable, *arguments], check=True, cwd=PROJECT)  # noqa: S603
    assert again.read_bytes() == sbom[0].read_bytes()
