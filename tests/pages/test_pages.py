"""The page in Airflow's interface: who sees what, what is sent, who may decide."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from govreport.manifests.documents import Hold
from govreport.settings import Settings
from govreport.store.acceptances import AcceptanceStore
from govreport.store.copies import Copies
from govreport.store.database import open_database
from govreport.store.notices import NoticeStore
from govreport.store.results import ResultStore
from tests.conftest import PROJECT
from tests.pages.installation import Q2, Q3, Maker, make_home

pytestmark = pytest.mark.airflow
Visit = Callable[[str | None], Any]
QUARTER = "/govreport/panyu/2019-Q3"
SAME = {"origin": "http://airflow.example"}


def form(client: Any, recipient: str = "director") -> dict[str, str]:
    """The form about a recipient's copy, filled in."""
    part = next(p for p in client.get(QUARTER).text.split('class="copy"')[1:] if recipient in p)
    values = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', part))
    return {**values, "arrived": "yes", "comment": "电话核实"}


def key_of(settings: Settings, suffix: str, quarter: Any = Q3, district: str = "panyu") -> str:
    (report,) = ResultStore(open_database(settings.database)).reports(district, quarter)
    return report.pages[0].key if suffix == "figure" else report.file(suffix).key


def states(settings: Settings, quarter: Any = Q3) -> dict[str, str]:
    copies = Copies(open_database(settings.database)).of("panyu", quarter)
    return {c.recipient.split("@")[0]: c.state for c in copies}


PAGES = ["/govreport/", QUARTER, f"{QUARTER}/verdict", f"{QUARTER}/verdict.html"]


@pytest.mark.parametrize(("who", "status"), [("op", 200), ("viewer", 200), ("nobody", 403), (None, 401)])
def test_every_page_and_file_asks_who_is_there(
    visit: Visit, installation: Settings, who: str | None, status: int
) -> None:
    client = visit(who)
    files = [f"{QUARTER}/files/{key_of(installation, suffix)}" for suffix in (".html", ".pdf", "figure")]
    read = f"{QUARTER}/read/reports/{key_of(installation, '.html')[11:75]}"
    for address in [*PAGES, read, *files]:
        assert client.get(address).status_code == status, address


def test_somebody_who_opens_the_page_without_a_login_is_led_to_it_and_back(visit: Visit) -> None:
    answer = visit(None).get(QUARTER, headers={"sec-fetch-dest": "document"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/auth/login?next=")
    assert "2019-Q3" in answer.headers["location"]


def test_a_token_that_was_tampered_with_opens_nothing(visit: Visit) -> None:
    client = visit("op")
    client.cookies.set("_token", client.cookies["_token"][:-4] + "AAAA")
    assert client.get(QUARTER).status_code in (401, 403)


def test_the_districts_are_those_whose_dag_one_may_read(visit: Visit) -> None:
    every, own = visit("op").get("/govreport/?lang=zh").text, visit("neighbour").get("/govreport/?lang=zh").text
    assert "番禺区" in every
    assert "路南区" in every
    assert "番禺区" not in own
    assert "路南区" in own
    neighbour = visit("neighbour")
    assert neighbour.get("/govreport/lunan/2019-Q3").status_code == 200
    assert neighbour.get(QUARTER).status_code == 403
    assert neighbour.get("/govreport/nowhere/2019-Q3").status_code == 403


def test_a_file_of_one_district_or_quarter_isnt_had_through_another(visit: Visit, installation: Settings) -> None:
    key = key_of(installation, ".pdf")
    assert visit("op").get(f"{QUARTER}/files/{key}").status_code == 200
    assert visit("op").get(f"/govreport/lunan/2019-Q3/files/{key}").status_code == 404
    assert visit("op").get(f"/govreport/panyu/2019-Q2/files/{key}").status_code == 404


def test_nothing_else_of_the_store_or_the_disk_can_be_reached(visit: Visit, installation: Settings) -> None:
    client, key = visit("op"), key_of(installation, ".pdf")
    from govreport.store.files import FileStore

    secret = FileStore(installation.store).put("snapshots", b"rows as they came", ".xlsx")
    name = key.rsplit("/", 1)[1]
    tried = [
        secret,
        "reports/../../govreport.sqlite",
        "reports/%2e%2e/%2e%2e/govreport.sqlite",
        f"reports/..%2f..%2f/{name}",
        f"reports/ff/{name}",
        f"figures/{key[8:10]}/{name}",
        key.replace(".pdf", ".html"),
        f"{key}%00.html",
        f"REPORTS/{key[8:10]}/{name}",
        "//etc/passwd",
    ]
    for path in tried:
        answer = client.get(f"{QUARTER}/files/{path}")
        assert answer.status_code == 404, path
        assert b"SQLite" not in answer.content
    for address in ("/govreport/..%2f..%2fetc/2019-Q3", "/govreport/panyu/..%2f2019-Q3", "/govreport/panyu/2019-Q9"):
        assert client.get(address).status_code in (403, 404), address


def test_files_come_as_what_they_are_and_only_html_is_shown(visit: Visit, installation: Settings) -> None:
    client = visit("viewer")
    pdf = client.get(f"{QUARTER}/files/{key_of(installation, '.pdf')}")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E5%AD%A3%E6%8A%A5-2019-Q3.pdf" in pdf.headers["content-disposition"]
    assert pdf.content == "%PDF panyu 2019-Q3 三季度".encode()
    html = client.get(f"{QUARTER}/files/{key_of(installation, '.html')}")
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-disposition" not in html.headers
    policy = html.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "script-src 'none'" in policy


def test_links_lead_from_the_report_to_a_figure_and_on_to_its_records(visit: Visit, installation: Settings) -> None:
    client, at = visit("viewer"), f"{QUARTER}/files/{key_of(installation, '.html')}"
    for _ in range(2):
        (link,) = re.findall(r'href="\.\./\.\./([^"]+)"', client.get(at).text)
        at = f"{QUARTER}/files/{link}"
    assert "records" in client.get(at).text


def test_every_answer_forbids_scripts_frames_elsewhere_and_guessing(visit: Visit, installation: Settings) -> None:
    client = visit("op")
    missing = f"{QUARTER}/read/reports/{'0' * 64}"
    for address in [*PAGES, missing, "/govreport/nothing/at/all", f"{QUARTER}/files/{key_of(installation, '.pdf')}"]:
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "script-src 'none'" in headers["content-security-policy"]
    first, second = (client.get(QUARTER) for _ in range(2))
    nonces = [re.search("'nonce-([^']+)'", a.headers["content-security-policy"])[1] for a in (first, second)]  # type: ignore[index]
    assert nonces[0] != nonces[1]
    assert f'<style nonce="{nonces[0]}">' in first.text
    assert "style=" not in first.text
    assert "<script" not in first.text


def test_refusals_and_errors_forbid_as_much_and_an_error_says_nothing_of_its_cause(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from govreport_airflow.pages import asked

    def fail(*_: object) -> None:
        raise ZeroDivisionError("postgresql://govreport:geheim@db/govreport")

    answers = [visit(None).get(QUARTER), visit("nobody").get(QUARTER), visit("op").post(f"{QUARTER}/settle")]
    monkeypatch.setattr(asked, "read_quarter", fail)
    answers.append(visit("op").get(f"{QUARTER}?lang=zh"))
    assert [a.status_code for a in answers] == [401, 403, 403, 500]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert "这一页出了错" in answers[-1].text
    assert "geheim" not in answers[-1].text
    assert "ZeroDivisionError" in caplog.text  # whoever mends it finds it in the log


def test_opening_a_verdict_a_correction_sheet_or_a_brief_is_recorded_too(
    visit: Visit, installation: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "govreport.access"):
        page = visit("viewer").get(QUARTER).text
        links = set(re.findall(r'href="([^"]+/files/(?:sheets|publications)/[^"]+)"', page))
        assert len(links) == 2
        for address in (*links, f"{QUARTER}/verdict.html"):
            answer = visit("viewer").get(address)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    said = [r.getMessage() for r in caplog.records if r.name == "govreport.access"]
    assert len(said) == 3
    assert all('govreport.draft_opened user="viewer" district=panyu' in line for line in said)
    assert {json.loads(line[line.index("{") :])["kind"] for line in said} == {"sheets", "publications", "verdict"}


def test_what_a_ledger_says_is_text_and_never_markup(visit: Visit) -> None:
    page = visit("op").get(QUARTER).text
    assert "连接在发送后中断 &lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_drafts_arent_kept_by_browsers_and_opening_one_is_recorded(
    visit: Visit, installation: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    from airflow.models.log import Log
    from airflow.utils.session import create_session

    key = key_of(installation, ".pdf", district="lunan")
    with caplog.at_level(logging.INFO, "govreport.access"):
        answer = visit("viewer").get(f"/govreport/lunan/2019-Q3/files/{key}")
    assert answer.headers["cache-control"] == "no-store"
    assert key[11:75] in caplog.text
    with create_session() as session:
        kept = session.query(Log).filter_by(event="govreport.draft_opened", owner="viewer").all()
        assert [json.loads(row.extra)["sha256"] for row in kept if row.dag_id == "quarterly_report_lunan"] == [
            key[11:75]
        ]
    caplog.clear()
    with caplog.at_level(logging.INFO, "govreport.access"):
        signed = visit("viewer").get(f"/govreport/panyu/2019-Q2/files/{key_of(installation, '.pdf', Q2)}")
    assert signed.headers["cache-control"] == "private, no-cache"
    assert caplog.text == ""
    again = visit("viewer").get(
        f"/govreport/panyu/2019-Q2/files/{key_of(installation, '.pdf', Q2)}",
        headers={"if-none-match": signed.headers["etag"]},
    )
    assert again.status_code == 304


def test_an_operator_settles_a_copy_under_his_name(visit: Visit, installation: Settings) -> None:
    client = visit("op")
    assert states(installation)["director"] == "in_doubt"
    filled = form(client)
    answer = client.post(f"{QUARTER}/settle", data=filled, headers=SAME)
    assert answer.status_code == 303
    assert "已记下" in client.get(answer.headers["location"].replace("lang=en", "lang=zh")).text
    copies = Copies(open_database(installation.database))
    (settled,) = [c for c in copies.of("panyu", Q3) if c.recipient.startswith("director")]
    assert settled.state == "sent"
    (event,) = copies.events(settled)
    assert (event.event, event.role, event.comment) == ("arrived", "op", "电话核实")
    assert client.post(f"{QUARTER}/settle", data=filled, headers=SAME).status_code == 409  # a second time


def test_a_copy_that_did_not_arrive_may_be_sent_again_by_the_next_run(visit: Visit, installation: Settings) -> None:
    client = visit("op")
    client.post(f"{QUARTER}/settle", data={**form(client), "arrived": "no"}, headers=SAME)
    assert states(installation)["director"] == "not_arrived"


def test_a_viewer_sees_no_form_and_can_send_none(visit: Visit, installation: Settings) -> None:
    from govreport_airflow.pages.csrf import form_token

    viewer, operator = visit("viewer"), visit("op")
    assert "<form" not in viewer.get(QUARTER).text
    filled = form(operator)
    number = operator.cookies["govreport_form"]
    viewer.cookies.set("govreport_form", number)
    filled["token"] = form_token("viewer", "panyu", number)  # the token is right, the permission isn't there
    assert viewer.post(f"{QUARTER}/settle", data=filled, headers=SAME).status_code == 403
    assert visit(None).post(f"{QUARTER}/settle", data=filled, headers=SAME).status_code == 401
    assert states(installation)["director"] == "in_doubt"


def held_quarter(settings: Settings) -> Hold:
    """2019-Q3 gets a newer edition that a falling number of rows holds."""
    made = Maker(settings)
    report = made.report("panyu", Q3, held=True, text="held")
    hold = Hold(
        rule="E46", zh="共3行。", en="3 rows.", suite="funding", subject="funding", evidence="e" * 64,
        states_zh="文件完整，变化属实", states_en="the file is whole and the change is genuine",
    )  # fmt: skip
    held = report.model_copy(update={"holds": [hold], "sha256": "a" * 64})
    made.results.add_report(held)
    made.rendered(made.verdict("panyu", Q3, "hold"), held)
    return hold


def acceptance_form(client: Any) -> dict[str, str]:
    found = re.search(
        r'<form method="post" action="[^"]+/accept[^"]*">(.*?)</form>', client.get(QUARTER).text, re.DOTALL
    )
    return dict(re.findall(r'name="(\w+)" value="([^"]+)"', found[1])) if found else {}


def test_an_operator_accepts_what_holds_a_report_under_his_name(visit: Visit, installation: Settings) -> None:
    hold, operator, address = held_quarter(installation), visit("op"), f"{QUARTER}/accept"
    store = AcceptanceStore(open_database(installation.database))
    assert acceptance_form(visit("viewer")) == {}
    filled = {**acceptance_form(operator), "reason": "整批注销，已核对"}
    assert filled["evidence"] == hold.evidence
    for wrong in ({**filled, "reason": " "}, {**filled, "agreed": ""}):
        assert operator.post(address, data=wrong, headers=SAME).status_code == 400
    assert operator.post(address, data={**filled, "token": ""}, headers=SAME).status_code == 403
    assert visit("viewer").post(address, data=filled, headers=SAME).status_code == 403
    assert store.of("panyu", Q3) == {}
    answer = operator.post(address, data=filled, headers=SAME)
    assert answer.status_code == 303
    assert "重新运行本期" in operator.get(answer.headers["location"].replace("lang=en", "lang=zh")).text
    accepted = store.of("panyu", Q3)[hold.evidence]
    assert (accepted.accepted_by, accepted.reason) == ("op", "整批注销，已核对")
    assert acceptance_form(operator) == {}
    assert "整批注销，已核对" in visit("viewer").get(QUARTER).text
    assert operator.post(address, data=filled, headers=SAME).status_code == 409


FORGERIES: dict[str, Callable[[Any, dict[str, str]], tuple[dict[str, str], dict[str, str]]]] = {
    "no token": lambda c, f: ({**f, "token": ""}, SAME),
    "changed token": lambda c, f: ({**f, "token": f["token"][:-2] + "xx"}, SAME),
    "no origin": lambda c, f: (f, {}),
    "null origin": lambda c, f: (f, {"origin": "null"}),
    "foreign origin": lambda c, f: (f, {"origin": "http://evil.example"}),
    "origin that begins like ours": lambda c, f: (f, {"origin": "http://airflow.example.evil.example"}),
    "foreign site as the browser says": lambda c, f: (f, SAME | {"sec-fetch-site": "cross-site"}),
    "no cookie": lambda c, f: (c.cookies.delete("govreport_form"), (f, SAME))[1],  # type: ignore[func-returns-value]
    "somebody's cookie": lambda c, f: (c.cookies.update({"govreport_form": "A" * 43}), (f, SAME))[1],  # type: ignore[func-returns-value]
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_form_that_isnt_ours_changes_nothing(visit: Visit, installation: Settings, forgery: str) -> None:
    client = visit("op")
    filled, headers = FORGERIES[forgery](client, form(client))
    answer = client.post(f"{QUARTER}/settle", data=filled, headers=headers)
    assert answer.status_code == 403
    assert states(installation)["director"] == "in_doubt"


NOTICE = "/govreport/lunan/2019-Q3"


def notice_form(client: Any) -> tuple[str, dict[str, str]]:
    """Where the form that signs lunan's notice is sent, and what it carries; nothing where there is none."""
    part = client.get(f"{NOTICE}?lang=zh").text.partition("更正通知（拟稿）")[2]
    found = re.search(r'<form method="post" action="([^"]+/sign)[^"]*">(.*?)</form>', part, re.DOTALL)
    return (found[1], dict(re.findall(r'name="(\w+)" value="([^"]+)">', found[2]))) if found else ("", {})


def notice_signers(settings: Settings) -> list[tuple[str, str, str]]:
    engine = open_database(settings.database)
    (notice,) = NoticeStore(engine).of("lunan", Q3)
    return [(s.role, s.signer, s.comment) for s in NoticeStore(engine).signatures(notice)]


def test_a_notice_is_signed_role_by_role_by_those_who_may_sign_the_report(visit: Visit, installation: Settings) -> None:
    reviewer, signer, viewer = visit("op"), visit("neighbour"), visit("viewer")
    at, filled = notice_form(reviewer)
    assert filled["role"] == "复核"
    assert notice_form(viewer) == ("", {})
    assert viewer.post(at, data=filled, headers=SAME).status_code == 403
    assert reviewer.post(at, data={**filled, "role": "签发"}, headers=SAME).status_code == 403  # he isn't listed
    assert reviewer.post(at, data={**filled, "token": ""}, headers=SAME).status_code == 403
    assert reviewer.post(at, data=filled, headers={"origin": "http://evil.example"}).status_code == 403
    _, early = notice_form(signer)  # he may review as well
    assert signer.post(at, data={**early, "role": "签发"}, headers=SAME).status_code == 409  # it isn't his turn
    assert notice_signers(installation) == []

    answer = reviewer.post(at, data={**filled, "comment": "已核"}, headers=SAME)
    assert answer.status_code == 303
    assert "已签发更正通知" in reviewer.get(answer.headers["location"].replace("lang=en", "lang=zh")).text
    assert reviewer.post(at, data=filled, headers=SAME).status_code == 409  # a second time
    assert notice_form(reviewer) == ("", {})
    at, filled = notice_form(signer)
    assert signer.post(at, data=filled, headers=SAME).status_code == 303
    assert notice_signers(installation) == [("复核", "op", "已核"), ("签发", "neighbour", "")]


def test_a_delivered_quarter_that_is_run_again_says_what_people_have_and_what_the_new_edition_changes(
    visit: Visit, installation: Settings
) -> None:
    page, client = "/govreport/panyu/2019-Q2", visit("viewer")
    make = Maker(installation)
    (old,) = make.results.reports("panyu", Q2)
    assert "手上" not in client.get(f"{page}?lang=zh").text
    new = make.report("panyu", Q2, text="又一版")
    shown = client.get(f"{page}?lang=zh").text
    assert '<span class="badge is-delivered">已发送</span></h1>' in shown
    assert f"2 位收件人手上是第1版（{old.sha256[:12]}，" in shown
    assert f"第2版（{new.sha256[:12]}，已成文）未发送" in shown
    assert "govreport deliver 2019-Q2 -d panyu --supersede" in shown
    assert "不发新版：什么也不用做" in shown
    assert "To leave it: do nothing" in client.get(f"{page}?lang=en").text
    listed = client.get("/govreport/?lang=zh").text
    assert "2 份是以前的版本，新版未发送" in listed


def test_a_sheet_that_was_superseded_stands_apart_and_nowhere_else(visit: Visit, installation: Settings) -> None:
    make, client = Maker(installation), visit("op")
    (sheet, _), *_ = make.results.sheets("panyu", Q3)
    data = sheet.file.model_copy(update={"sha256": "1" * 64})
    make.results.add_sheet(
        sheet.model_copy(update={"unit": "x", "title": "财务科", "file": data, "snapshots": {"funding": "f" * 64}})
    )
    shown = client.get(f"{QUARTER}?lang=zh").text
    before, apart = shown.split("文件已经换过，或所列的行已经改好，请不要再发", 1)
    assert "市桥街" in before
    assert "财务科 " not in before
    assert "财务科 " in apart
    assert "财务科" not in client.get(f"{QUARTER}/verdict.html").text


def test_a_token_of_one_user_or_district_is_worth_nothing_for_another(visit: Visit, installation: Settings) -> None:
    from govreport_airflow.pages.csrf import form_token

    client = visit("op")
    filled = form(client)
    for user, district in (("viewer", "panyu"), ("op", "lunan")):
        token = form_token(user, district, client.cookies["govreport_form"])
        answer = client.post(f"{QUARTER}/settle", data={**filled, "token": token}, headers=SAME)
        assert answer.status_code == 403
    assert states(installation)["director"] == "in_doubt"


def test_the_forms_cookie_is_for_our_pages_and_no_other_site(visit: Visit) -> None:
    cookie = visit("op").get(QUARTER).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/govreport" in cookie


def test_an_answer_takes_an_outcome_and_grounds(visit: Visit, installation: Settings) -> None:
    client = visit("op")
    for lacking in ({"comment": " "}, {"arrived": "maybe"}):
        answer = client.post(f"{QUARTER}/settle", data={**form(client), **lacking}, headers=SAME)
        assert answer.status_code == 400
    assert states(installation)["director"] == "in_doubt"


def test_pages_speak_the_readers_language_chinese_first(visit: Visit) -> None:
    client = visit("op")
    assert "发送待核实" in client.get(QUARTER, headers={"accept-language": ""}).text
    assert "Deliveries in doubt" in client.get(QUARTER, headers={"accept-language": "en-GB,zh;q=0.5"}).text
    assert "发送待核实" in client.get(f"{QUARTER}?lang=zh", headers={"accept-language": "en"}).text


def test_a_district_whose_configuration_is_wrong_hides_no_other(
    visit: Visit, installation: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    home = make_home(tmp_path / "home")
    (home / "include" / "districts" / "lunan" / "towns.csv").write_text("nonsense")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    page = visit("op").get("/govreport/?lang=zh")
    assert page.status_code == 200
    assert "番禺区" in page.text
    assert "towns.csv" in page.text
    assert visit("op").get("/govreport/lunan/2019-Q3").status_code == 503


def test_a_damaged_file_is_said_to_be_damaged(visit: Visit, installation: Settings) -> None:
    from pathlib import Path

    key = key_of(installation, ".pdf")
    Path(installation.store, key).write_bytes(b"something else")
    answer = visit("op").get(f"{QUARTER}/files/{key}", headers={"accept-language": "zh"})
    assert answer.status_code == 503
    assert "已损坏" in answer.text


LOADS = """
import sys
from airflow import plugins_manager
plugins_manager.ensure_plugins_loaded()
plugins_manager._get_ui_plugins()
assert "govreport_plugin" in "".join(sys.modules), "not loaded"
heavy = [n for n in sys.modules if n.startswith(("govreport_airflow.pages", "govreport.overview"))]
print(heavy)
"""


def test_scheduler_and_dag_parsing_never_import_the_page(metadata: None) -> None:
    said = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)  # noqa: S603
    assert said.stdout.strip().splitlines()[-1] == "[]"


WEIGHS = """
import sys
import govreport_airflow.pages.app, govreport.quality.page.page
print([n for n in ("pandas", "pyarrow", "duckdb", "great_expectations", "typst") if n in sys.modules])
"""


def test_the_page_costs_the_api_server_none_of_the_heavy_libraries(metadata: None) -> None:
    path = os.pathsep.join([str(PROJECT / "plugins"), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path}
    said = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WEIGHS], capture_output=True, text=True, check=True, env=environment
    )
    assert said.stdout.strip().splitlines()[-1] == "[]"


def test_the_plugin_names_the_view_and_its_application(webserver: Any) -> None:
    from airflow import plugins_manager

    views, _ = plugins_manager._get_ui_plugins()
    (view,) = [v for v in views if v.get("url_route") == "govreport"]
    assert view["destination"] == "nav"
    assert view["href"] == "/govreport/"
    assert any(getattr(route, "path", "") == "/govreport" for route in webserver.routes)


def test_the_pages_say_whose_turn_it_is_to_sign_and_who_was_told(visit: Visit) -> None:
    every, own = visit("op").get("/govreport/?lang=zh").text, visit("op").get("/govreport/lunan/2019-Q3?lang=zh").text
    assert every.count("待签发签署") == 1
    assert "待复核签署" not in every  # who has signed isn't waited for
    assert "待签发签署：通知 neighbour@minzheng.panyu.example（未发送）。" in own
    assert "签发 is to sign; mail to neighbour@" in visit("op").get("/govreport/lunan/2019-Q3?lang=en").text
    assert "签署：" not in visit("op").get(f"{QUARTER}?lang=zh").text  # this district asks for no signature
