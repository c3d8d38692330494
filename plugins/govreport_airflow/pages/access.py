"""Who may see and do what, asked of Airflow's own auth manager; nobody else decides.

A district's reports are for those who may read its DAG; deciding about a delivery is for those who may start a run of
it; signing is for the signers of district.yaml who may answer its runs' questions. Airflow doesn't guard the
applications of plugins, so every route of ours depends on ``entered``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Annotated, Literal

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models.dag import DagModel
from fastapi import Depends, HTTPException, Path, status

from govreport.district.dag_config import read_dag_config
from govreport.district.folder import District, district_names
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.period import PeriodKind
from govreport.settings import Settings
from govreport_airflow.pages.words import say_both
from govreport_airflow.people import ledger_name

_PREFIXES: Mapping[PeriodKind, str] = {"month": "monthly_report_", "quarter": "quarterly_report_"}
"""As in govreport_airflow.run, which imports more of Airflow than the api-server needs."""


def dag_of(district: str) -> str:
    """The DAG that collects a district's extracts: whoever may read that one may read its reports."""
    path = Settings().districts_dir / district / "district.yaml"
    base = _base(path, path.stat().st_mtime_ns) if path.is_file() else "quarter"
    return f"{_PREFIXES[base]}{district}"


@lru_cache(maxsize=1000)
def _base(path: FilePath, written: int) -> PeriodKind:
    """Read again only where the file was written since, for every page asks this of every district."""
    try:
        return read_dag_config(path.parent.parent, path.parent.name).base
    except ConfigError:
        return "quarter"


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in and may read at least one district."""

    user: BaseUser
    districts: tuple[str, ...]
    """Districts that he may read."""

    @property
    def id(self) -> str:
        """As Airflow's audit log names him."""
        return self.user.get_id()

    @property
    def name(self) -> str:
        """As people know him."""
        return self.user.get_name()

    @property
    def ledger_name(self) -> str:
        """As ledgers keep him."""
        return ledger_name(self.id, self.name)

    def may_decide(self, district: str) -> bool:
        """Whether he may start a run of the district, and so say what became of a copy."""
        return _may(self.user, district, "POST", DagAccessEntity.RUN)

    def may_sign(self, district: District, role: str) -> bool:
        """Whether he may sign in a role of the district's chain: as for its questions in Required Actions."""
        listed = district.signers.get(role)
        is_signer = role in district.signoff and (listed is None or bool({self.id, self.name} & set(listed)))
        return is_signer and _may(self.user, district.id, "PUT", DagAccessEntity.HITL_DETAIL)


def _may(
    user: BaseUser, district: str, method: Literal["GET", "POST", "PUT"], entity: DagAccessEntity | None = None
) -> bool:
    dag = dag_of(district)
    details = DagDetails(id=dag, team_name=DagModel.get_team_name(dag))
    return bool(get_auth_manager().is_authorized_dag(method=method, access_entity=entity, details=details, user=user))


def entered(user: GetUserDep) -> Visitor:
    """The visitor; 401 for somebody who isn't logged in (by ``GetUserDep``), 403 for one who may read no district."""
    readable = tuple(name for name in district_names(Settings().districts_dir) if _may(user, name, "GET"))
    if not readable:
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("no_district"))
    return Visitor(user, readable)


VisitorDep = Annotated[Visitor, Depends(entered)]


def chosen(visitor: VisitorDep, district: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]) -> District:
    """The district in the address; 403 for one that he may not read, whether it exists or not. Raises ConfigError."""
    if district not in visitor.districts:
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("not_this_district"))
    return load_district(Settings().districts_dir, district)


def auditing(visitor: VisitorDep) -> Visitor:
    """The visitor, where he may decide in some district: the installation is every operator's; otherwise 403."""
    if not any(visitor.may_decide(district) for district in visitor.districts):
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("not_auditing"))
    return visitor


AuditingDep = Annotated[Visitor, Depends(auditing)]
DistrictDep = Annotated[District, Depends(chosen)]


def deciding(visitor: VisitorDep, district: DistrictDep) -> Visitor:
    """The visitor, where he may decide in that district; otherwise 403."""
    if not visitor.may_decide(district.id):
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("not_deciding"))
    return visitor


DecidingDep = Annotated[Visitor, Depends(deciding)]
