"""Folders that only the account of this process may enter."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from govreport.errors import ConfigError


def private_folder(folder: str | Path) -> None:
    """Make a folder that only the account of this process may enter; one that exists keeps the mode it was given."""
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)


def own_cache() -> Path:
    """A folder of this account's in the shared one for temporary files. Raises ConfigError where it may be another's.

    What somebody else put there could be read in the place of a stored file.
    """
    cache = Path(tempfile.gettempdir()) / f"govreport-cache-{os.getuid()}"
    private_folder(cache)
    found = cache.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ConfigError(
            f"临时文件夹 {cache} 不归本账户所有，或其他账户也能进入，不予使用；请删除它，或用 TMPDIR 指定另一处。",
            f"The temporary folder {cache} isn't this account's alone and isn't used; remove it, or name another place "
            "with TMPDIR.",
        )
    return cache
