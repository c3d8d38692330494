"""What the fork server loads before the first process of crashing.py: imports, templates, a mail made once."""

from __future__ import annotations

from govreport.district.reading import load_district
from govreport.store.database import open_database
from tests.conftest import PROJECT
from tests.delivery import crashing as crashing
from tests.fixtures.mails import make_mail

make_mail(load_district(PROJECT / "include" / "districts", "panyu")).as_bytes()
open_database("sqlite://").dispose()
