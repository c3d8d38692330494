"""Which edition of a quarter's report another one takes the place of: the one that was signed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govreport.context import Context
from govreport.language import Language
from govreport.reports.identity.fingerprint import REPLACES, sealed_parts
from govreport.reports.identity.provenance import Provenance
from govreport.reports.model import ReportModel


def replaced_edition(context: Context, language: Language, parts: Mapping[str, Any]) -> str:
    """Key of the view model of the signed edition that a report made from ``parts`` replaces; "" where there is none.

    A report that is made again from the same parts is the signed one itself and replaces what that one did, so that the
    same inputs give the same edition whenever they are used.
    """
    if context.replaced is not None:
        return context.replaced.get(language, "")
    signed = context.ledger.last_signed(context.district.id, context.quarter, context.signers, language)
    if signed is None:
        return ""
    if not signed.provenance_key:
        return signed.model_key
    recorded = Provenance.model_validate_json(context.files.get(signed.provenance_key)).parts
    own = {name: part for name, part in recorded.items() if name != REPLACES}
    return str(recorded.get(REPLACES, "")) if sealed_parts(own) == sealed_parts(parts) else signed.model_key


def replaced_model(context: Context, key: str) -> ReportModel | None:
    """The view model of that edition; None for "". Raises IntegrityError where it is missing or damaged."""
    return ReportModel.model_validate_json(context.files.get(key)) if key else None
