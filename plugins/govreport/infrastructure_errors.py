"""What a machine does to a run, as a sentence: a full disk, a folder that may not be written, a database that is gone.

Used by the command line and by Airflow on any exception that isn't a GovreportError; a bug keeps its traceback.
"""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

from govreport.errors import MachineError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def as_machine_error(error: BaseException) -> MachineError | None:
    """``error`` of the file system or the database as a MachineError; None for any other, which is then a bug."""
    if isinstance(error, OSError):
        return _of_files(error)
    if isinstance(error, DBAPIError):
        return _of_the_database(str(error.orig), error.connection_invalidated)
    return None


def _of_files(error: OSError) -> MachineError | None:
    where = _place(error)
    if error.errno in _FULL:
        return MachineError(
            f"磁盘或存储空间已满，无法写入 {where}。请腾出空间后重新运行；已写好的文件不受影响。",
            f"No space is left to write {where}. Make room and run it again; what was written before is whole.",
        )
    if error.errno in _FORBIDDEN:
        return MachineError(
            f"没有权限读写 {where}。请检查文件夹的属主和权限后重新运行。",
            f"{where} may not be read or written. Check the folder's owner and permissions, then run it again.",
        )
    if error.errno == errno.EIO:
        return MachineError(
            f"读写 {where} 时磁盘出错。请检查磁盘后重新运行。",
            f"The disk failed at {where}. Check it, then run it again.",
        )
    return None


def _place(error: OSError) -> str:
    return str(error.filename or error.filename2 or error.strerror)


def _of_the_database(text: str, lost: bool) -> MachineError | None:
    text = " ".join(text.split()).rstrip("。.")
    lowered = text.lower()
    if "locked" in lowered:
        return MachineError(
            f"结果数据库被其他程序占用过久（{text}）。请关闭占用它的程序后重新运行。",
            f"Something else has kept the results database for too long ({text}). Close it, then run it again.",
        )
    if any(word in lowered for word in ("is full", "no space", "disk i/o", "could not extend")):
        return MachineError(
            f"结果数据库无法写盘（{text}），多为磁盘已满。请腾出空间后重新运行。",
            f"The results database can't write ({text}); mostly the disk is full. Make room, then run it again.",
        )
    if "readonly" in lowered or "unable to open" in lowered or "permission denied" in lowered:
        return MachineError(
            f"结果数据库无法打开或写入（{text}）。请检查它的属主和权限后重新运行。",
            f"The results database can't be opened or written ({text}). Check its owner and permissions, then run it "
            "again.",
        )
    if lost or any(word in lowered for word in ("connection", "terminating", "server closed", "shutting down")):
        return MachineError(
            f"与结果数据库的连接中断（{text}）。未完成的写入已自动撤回；数据库恢复后重新运行即可。",
            f"The connection to the results database was lost ({text}). What wasn't finished was undone; run it again "
            "once the database is back.",
        )
    return None
