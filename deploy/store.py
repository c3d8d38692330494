"""The file store as a tar archive, for backups: ``store.py export > FILE``, ``store.py import < FILE``.

It goes through the store itself, so a folder and an S3 bucket are backed up alike, and every file that is named by its
hash is proved on its way out and in. Belongs here: moving all files. Does not belong here: databases
(scripts/backup.sh).
"""

from __future__ import annotations

import io
import re
import sys
import tarfile
from typing import IO

from govreport.errors import GovreportError, IntegrityError
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256

_BY_HASH = re.compile(r"(?:.*/)?([0-9a-f]{64})(?:\.[^/]*)?")
_HALF = re.compile(r".*\.part")


def export(store: FileStore, to: IO[bytes]) -> int:
    """Write every file of ``store`` as a tar archive; the same store gives the same bytes. Raises IntegrityError."""
    root = store.root.rstrip("/") + "/"
    names = sorted(str(path) for path in store.fs.find(store.root))
    keys = [name[name.index(root.lstrip("/")) + len(root.lstrip("/")) :] for name in names]
    count = 0
    with tarfile.open(fileobj=to, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for key in keys:
            if _HALF.fullmatch(key):
                continue
            try:
                data: bytes = store.fs.cat_file(store.path(key))
            except FileNotFoundError:  # a page of the archive, replaced meanwhile; what is named by hash never goes
                continue
            _prove(key, data)
            entry = tarfile.TarInfo(key)
            entry.size, entry.mode = len(data), 0o640
            archive.addfile(entry, io.BytesIO(data))
            count += 1
    return count


def restore(store: FileStore, source: IO[bytes]) -> int:
    """Bring the files of an archive into ``store``, each whole or not at all. Raises IntegrityError."""
    count = 0
    with tarfile.open(fileobj=source, mode="r|") as archive:
        for entry in archive:
            content = archive.extractfile(entry)
            if content is None or entry.name.startswith("/") or ".." in entry.name.split("/"):
                raise IntegrityError(f"{entry.name} 不是存储中的文件。", f"{entry.name} is no file of a store.")
            data = content.read()
            _prove(entry.name, data)
            path = store.path(entry.name)
            store.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            store.fs.pipe_file(f"{path}.part", data)
            store.fs.mv(f"{path}.part", path)
            count += 1
    return count


def _prove(key: str, data: bytes) -> None:
    found = _BY_HASH.fullmatch(key)
    if found and sha256(data) != found[1]:
        raise IntegrityError(
            f"文件 {key} 的内容与其散列值不符，已损坏；请从更早的备份恢复这一个文件，再重复本命令。",
            f"The bytes of {key} don't match its hash: it is damaged; restore this one file from an earlier backup, "
            "then repeat this command.",
        )


def main() -> None:
    """Export or import; how many files goes to stderr."""
    store = FileStore(Settings().store)
    try:
        if sys.argv[1:] == ["export"]:
            count = export(store, sys.stdout.buffer)
        elif sys.argv[1:] == ["import"]:
            count = restore(store, sys.stdin.buffer)
        else:
            sys.exit("store.py export > FILE, or store.py import < FILE")
    except GovreportError as error:
        sys.exit(str(error))
    print(f"{count} files", file=sys.stderr)


if __name__ == "__main__":
    main()
