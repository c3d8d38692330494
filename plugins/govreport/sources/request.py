"""What every kind of source is given and gives back, with the deadlines and sentences that all kinds share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from govreport.connections import PREFIX, Connection, ConnectionLookup
from govreport.district.folder import District, Source
from govreport.district.locations import AnyLocation
from govreport.district.schedule import due_offset
from govreport.errors import ConfigError, LateError, SourceError, WaitingError
from govreport.manifests.base import ExtractName
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore


@dataclass(frozen=True)
class Request:
    """One extract of one quarter, to be fetched on ``today``, the district's day."""

    settings: Settings
    district: District
    quarter: Quarter
    extract: ExtractName
    files: FileStore
    connections: ConnectionLookup
    today: date

    @property
    def source(self) -> Source:
        """How the district gets this extract."""
        return self.district.sources[self.extract]

    @property
    def location(self) -> AnyLocation:
        """Where the extract lies, as the source definition says."""
        return self.source.location

    @property
    def deadline(self) -> date:
        """The last day on which the extract is in time."""
        return self.district.work_calendar.working_day_after(self.quarter.end, due_offset(self.district, self.extract))

    def connection(self) -> Connection | None:
        """The named connection, None where the source names none. Raises ConfigError where it isn't known."""
        name = self.location.connection
        if name is None:
            return None
        known = self.connections(name)
        if known is None:
            raise ConfigError(
                f"{self.source.title.zh}所用的连接 {name} 没有配置：请在 Airflow 中添加同名连接，或设置环境变量 "
                f"{PREFIX}{name.upper()}。",
                f"{self.source.title.en}: the connection {name} isn't configured; add it in Airflow, or set the "
                f"environment variable {PREFIX}{name.upper()}.",
            )
        return known

    def absent(self, zh: str, en: str) -> SourceError:
        """The extract isn't there or isn't complete, as ``zh`` and ``en`` say: awaited until due, then late."""
        title, owner, day = self.source.title, self.source.owner, self.deadline
        if self.today <= day:
            return WaitingError(
                f"{title.zh}尚未到：{zh}。截止日为 {day}（{owner}），在此之前等待。",
                f"{title.en} is awaited: {en}. It is due by the end of {day} from {owner}.",
            )
        return LateError(
            f"{title.zh}逾期未到：{zh}。截止日 {day} 已过，请向{owner}索取，到位后重新运行。",
            f"{title.en} is late: {en}. It was due by {day}; ask {owner}, then run again.",
        )

    def refused(self, zh: str, en: str) -> SourceError:
        """The extract can't be had for the reason that ``zh`` and ``en`` give, with what to do."""
        return SourceError(f"{self.source.title.zh}：{zh}", f"{self.source.title.en}: {en}")

    def denied(self, where: str) -> SourceError:
        """The server doesn't accept the credentials."""
        name = self.location.connection
        zh = f"连接 {name} 的账号或密码" if name else "匿名访问（来源定义未指定 connection）"
        en = f"the credentials of the connection {name}" if name else "access without credentials (no connection named)"
        return self.refused(
            f"{where} 拒绝了{zh}，请核对账号、密码和读取权限。",
            f"{where} refuses {en}; check login, password and the permission to read.",
        )

    def silent(self, where: str) -> SourceError:
        """The server doesn't answer in time."""
        seconds = f"{self.location.timeout_seconds:g}"
        return self.refused(
            f"{where} 在 {seconds} 秒内没有应答，请检查网络与对方服务，稍后重试；对方单位为{self.source.owner}。",
            f"{where} gave no answer within {seconds} s; check the network and the server and try again later, or ask "
            f"{self.source.owner}.",
        )

    def unreachable(self, where: str) -> SourceError:
        """Nothing listens there, or the name isn't known."""
        return self.refused(
            f"连不上 {where}，请检查地址、网络与对方服务；对方单位为{self.source.owner}。",
            f"{where} can't be reached; check address, network and server, or ask {self.source.owner}.",
        )


@dataclass(frozen=True)
class Fetched:
    """An extract's bytes, already in the file store."""

    filename: str
    sha256: str
    size: int
    key: str
    origin: str
    """For people; no credentials."""
