"""What a district's district.yaml says together with its profile: defaults that many districts share, such as those of
a country or a city, which stand in include/profiles/NAME.yaml and may rest on another profile.

The district's own entries win, entry by entry; in mappings key by key; an entry that it leaves empty takes a
profile's away. Which entries there are is said by the models (dag_config.py, folder.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from govreport.district.files import read_entries
from govreport.district.mistakes import unknown_name
from govreport.errors import ConfigError

PRODUCT_PROFILES = Path(__file__).resolve().parents[3] / "include" / "profiles"
"""The profiles that come with the product; those beside an installation's districts come first."""


class Described(NamedTuple):
    """The entries of a district, and the files that they come from."""

    entries: dict[str, Any]
    files: Sequence[tuple[Path, Mapping[str, Any]]]
    """Each file with its own entries: district.yaml, its profile, the profile's profile and so on."""

    def file_of(self, steps: Sequence[Any]) -> Path:
        """The file in which the entry at ``steps`` stands; district.yaml where no file has it."""
        return next((path for path, entries in self.files if _holds(entries, steps)), self.files[0][0])


def read_described(path: Path) -> Described:
    """What the district.yaml at ``path`` and its profiles say together; raises ConfigError."""
    own = read_entries(path)
    files: list[tuple[Path, Mapping[str, Any]]] = [(path, own)]
    named: list[str] = []
    while (name := files[-1][1].get("profile")) is not None:
        if name in named:
            raise ConfigError(
                f"{path} 的方案相互引用成了圈：{' → '.join([*named, name])}；请改正其中一个的 profile。",
                f"{path}: its profiles name each other in a circle, {' → '.join([*named, name])}; correct the profile "
                "that one of them names.",
            )
        file = _file(files[-1][0], path.parents[1], name)
        named.append(name)
        files.append((file, _entries(file, file.stat().st_mtime_ns)))
    merged: dict[str, Any] = {}
    for _, entries in reversed(files):
        merged = _over(merged, entries)
    if "profile" in own:
        merged["profile"] = own["profile"]
    return Described(merged, files)


def profile_names(districts_dir: Path) -> list[str]:
    """The profiles that a district may take, sorted."""
    return sorted({path.stem for folder in _folders(districts_dir) for path in folder.glob("*.yaml")})


def _folders(districts_dir: Path) -> tuple[Path, Path]:
    return districts_dir.parent / "profiles", PRODUCT_PROFILES


def _file(named_in: Path, districts_dir: Path, name: Any) -> Path:
    known = profile_names(districts_dir)
    if name not in known:
        what = unknown_name(str(name), known)
        raise ConfigError(
            f"{named_in} 中 profile 写的“{name}”{what.zh}。", f"{named_in}: profile names {name!r}, which {what.en}."
        )
    paths = (folder / f"{name}.yaml" for folder in _folders(districts_dir))
    return next(path for path in paths if path.is_file())


@lru_cache(maxsize=32)
def _entries(file: Path, changed: int) -> Mapping[str, Any]:
    """A profile's own entries, read once however many districts take it."""
    return read_entries(file)


def _over(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(given)
    for name, value in own.items():
        before = given.get(name)
        if value is None and name in given:
            del merged[name]
        elif isinstance(value, Mapping) and isinstance(before, Mapping) and not _of_another_kind(value, before):
            merged[name] = _over(before, value)
        else:
            merged[name] = value
    return merged


def _of_another_kind(own: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether the two say of themselves that they are different things, whose parts don't belong together."""
    return "scheme" in own and own["scheme"] != before.get("scheme")


def _holds(entries: Any, steps: Sequence[Any]) -> bool:
    for step in steps:
        try:
            entries = entries[step]
        except (IndexError, KeyError, TypeError):
            return False
    return True
