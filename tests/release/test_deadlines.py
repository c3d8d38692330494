"""Operators hear of a step before it is late, in one mail, once a day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from govreport.context import Context
from govreport.district.folder import District
from govreport.manifests.documents import Report
from govreport.release.deadlines import open_steps, remind
from govreport.settings import Settings
from govreport.store.alerts import AlertLedger
from tests.conftest import PROJECT
from tests.fixtures.report_model import QUARTER, make_model, make_report
from tests.fixtures.smtp import Postmaster, smtp_server

OPERATORS = ("ops.one@minzheng.panyu.example", "ops.two@minzheng.panyu.example")
RELEASE = date(2019, 10, 23)  # a Wednesday; the working day before it is Tuesday the 22nd


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation whose sample holds 2019-Q3 only."""
    home = tmp_path / "home"
    (home / "include").mkdir(parents=True)
    for name in ("templates", "fonts", "reference", "districts"):
        (home / "include" / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(
        PROJECT / "include" / "sample" / "panyu" / "2019-Q3", home / "include" / "sample" / "panyu" / "2019-Q3"
    )
    return home


@pytest.fixture
def post() -> Iterator[tuple[Postmaster, int]]:
    postmaster = Postmaster()
    with smtp_server(postmaster) as port:
        yield postmaster, port


@pytest.fixture
def context(home: Path, post: tuple[Postmaster, int], panyu: District) -> Context:
    settings = Settings(
        home=home, var=home / "var", smtp_host="127.0.0.1", smtp_port=post[1], smtp_security="none", mail="server"
    )
    district = panyu.model_copy(update={"operators": OPERATORS, "signoff": ("审核", "签发")})
    return Context(settings, district, QUARTER)


def spoil(context: Context, extract: str) -> None:
    folder = context.settings.home / "include" / "sample" / "panyu" / "2019-Q3"
    (file,) = folder.glob(f"{extract}-*")
    file.unlink()


def facts(context: Context, day: date) -> list[str]:
    return [alert.fact.split(" ", 3)[3] for alert in open_steps(context, day)]


def keep(context: Context, *, held: bool = False) -> Report:
    model = make_model()
    key = context.files.put("models", model.model_dump_json().encode(), ".json")
    report = make_report(model).model_copy(update={"district": "panyu", "model_key": key, "held": held})
    context.results.add_report(report)
    return report


def unsigned(context: Context) -> Context:
    """Where nobody signs, so that no draft is due before the release."""
    return replace(context, district=context.district.model_copy(update={"signoff": ()}))


def texts(postmaster: Postmaster) -> list[tuple[str, str, str]]:
    found = []
    for address, raw in postmaster.accepted:
        mail = message_from_bytes(raw, policy=policy.default)
        found.append((address, str(mail["Subject"]), mail.get_content()))
    return found


def test_a_missing_extract_is_said_a_working_day_before_it_is_due_and_not_earlier(context: Context) -> None:
    context = unsigned(context)
    spoil(context, "funding")
    assert facts(context, date(2019, 10, 11)) == []
    assert facts(context, date(2019, 10, 12)) == ["extract:funding 2019-10-12"]  # a Saturday that was worked
    (alert,) = open_steps(context, RELEASE)
    assert "番禺区民政局财务科" in alert.text.zh
    assert "2019-10-14" in alert.text.zh


def test_past_the_release_the_missing_report_itself_is_said_until_it_is_given_up(context: Context) -> None:
    assert facts(context, date(2019, 10, 24)) == ["report 2019-10-24"]
    assert facts(context, date(2019, 11, 6)) == ["report 2019-11-06"]
    assert facts(context, date(2019, 11, 7)) == []  # the eleventh working day after it


def test_where_people_sign_a_missing_draft_is_said_while_there_is_time_to_sign_it(context: Context) -> None:
    assert facts(context, date(2019, 10, 18)) == []  # the draft's own day
    assert facts(context, date(2019, 10, 21)) == ["draft 2019-10-21"]
    assert facts(context, RELEASE) == ["draft 2019-10-23"]
    assert facts(unsigned(context), RELEASE) == []
    keep(context)
    assert facts(context, date(2019, 10, 21)) == ["signature:审核:zh 2019-10-21"]


def test_the_next_signature_is_said_near_its_day_and_the_one_after_it_when_its_turn_comes(
    context: Context,
) -> None:
    report = keep(context)
    assert facts(context, date(2019, 10, 18)) == []
    assert facts(context, date(2019, 10, 21)) == ["signature:审核:zh 2019-10-21"]  # due on the 22nd
    context.ledger.sign(report.sha256, "审核", "reviewer")
    assert facts(context, date(2019, 10, 21)) == []
    assert facts(context, date(2019, 10, 22)) == ["signature:签发:zh 2019-10-22"]
    context.ledger.sign(report.sha256, "签发", "director")
    assert facts(context, RELEASE) == []
    assert facts(context, date(2019, 10, 24)) == ["delivery:zh 2019-10-24"]
    context.ledger.claim(report.sha256, context.district.recipients[0].address)
    assert facts(context, date(2019, 10, 24)) == []


def test_a_held_draft_is_said_a_working_day_before_the_release(context: Context) -> None:
    keep(context, held=True)
    assert facts(context, date(2019, 10, 21)) == []
    assert facts(context, date(2019, 10, 22)) == ["report:zh 2019-10-22"]


def test_each_operator_gets_one_mail_a_day_with_all_that_is_open_and_repeating_it_adds_only_what_is_new(
    context: Context, post: tuple[Postmaster, int]
) -> None:
    postmaster, _ = post
    spoil(context, "funding")
    spoil(context, "registration")
    alerts, told = remind(context, date(2019, 10, 22))
    assert len(alerts) == 2
    assert [(t.address, t.state, t.alerts) for t in told] == [(address, "sent", 2) for address in OPERATORS]
    assert postmaster.recipients == list(OPERATORS)
    _, subject, text = texts(postmaster)[0]
    assert "2 项" in subject
    assert all(word in text for word in ("社会组织登记名册", "扶持资金拨付台账"))

    assert [t.state for t in remind(context, date(2019, 10, 22))[1]] == ["already_sent"] * 2
    assert len(postmaster.accepted) == 2
    spoil(context, "evaluation")
    remind(context, date(2019, 10, 22))
    assert len(postmaster.accepted) == 4
    assert "社会组织登记名册" not in texts(postmaster)[3][2]
    remind(context, RELEASE)
    assert len(postmaster.accepted) == 6


def test_nothing_is_said_on_a_day_off_or_where_all_is_well(context: Context, post: tuple[Postmaster, int]) -> None:
    assert remind(context, date(2019, 10, 26)) == ([], [])  # a Saturday past the release
    assert remind(unsigned(context), date(2019, 10, 22)) == ([], [])
    assert post[0].accepted == []


def test_a_refused_operator_stops_nobody_and_is_told_later(context: Context, post: tuple[Postmaster, int]) -> None:
    postmaster, _ = post
    spoil(context, "funding")
    postmaster.unknown = {OPERATORS[0]}
    assert [t.state for t in remind(context, date(2019, 10, 22))[1]] == ["refused", "sent"]
    postmaster.unknown = set()
    assert [t.state for t in remind(context, date(2019, 10, 22))[1]] == ["sent", "already_sent"]


def test_a_mail_that_may_have_arrived_is_not_sent_again(context: Context, post: tuple[Postmaster, int]) -> None:
    postmaster, _ = post
    spoil(context, "funding")
    postmaster.dropping = {OPERATORS[0]}
    alerts, told = remind(context, date(2019, 10, 22))
    assert [t.state for t in told] == ["in_doubt", "sent"]
    remind(context, date(2019, 10, 22))
    assert postmaster.recipients == list(OPERATORS)
    assert AlertLedger(context.results.engine).state(alerts[0].sha256(), OPERATORS[0]) == "in_doubt"


def test_an_operator_outside_the_allowed_domains_gets_nothing(context: Context, post: tuple[Postmaster, int]) -> None:
    spoil(context, "funding")
    outside = context.district.model_copy(update={"operators": ("ops@elsewhere.example",)})
    _, (told,) = remind(Context(context.settings, outside, QUARTER), date(2019, 10, 22))
    assert told.state == "refused"
    assert "mail.domains" in told.detail
    assert post[0].accepted == []


def test_in_test_mode_the_test_address_gets_it_and_the_operators_have_not_been_told(
    context: Context, post: tuple[Postmaster, int]
) -> None:
    postmaster, _ = post
    spoil(context, "funding")
    tested = context.settings.model_copy(update={"mail_redirect": "test@minzheng.panyu.example"})
    remind(Context(tested, context.district, QUARTER), date(2019, 10, 22))
    assert postmaster.recipients == ["test@minzheng.panyu.example"] * 2
    assert all("【测试】" in subject for _, subject, _ in texts(postmaster))
    assert OPERATORS[0] in texts(postmaster)[0][2]
    remind(context, date(2019, 10, 22))
    assert postmaster.recipients[2:] == list(OPERATORS)
