"""What a mail client finds in the mail."""

from __future__ import annotations

import base64
import os
import re
import struct
import subprocess
import sys
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest

from govreport.delivery.mail.body import trend_svg
from govreport.delivery.mail.marking import Marking
from govreport.district.folder import District
from govreport.errors import DeliveryError
from govreport.reports.build import build_model
from govreport.reports.formats.png import svg_to_png
from govreport.reports.model import ReportModel
from tests.fixtures.mails import PNG, body, make_mail, received, recipient
from tests.fixtures.report_model import TOWNS, make_model
from tests.reports.fictional import fictional_inputs

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mail(panyu: District) -> EmailMessage:
    return received(make_mail(panyu).as_bytes())


class Tags(HTMLParser):
    """Every tag with its attributes, and the text a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_headers_say_who_and_what(mail: EmailMessage) -> None:
    assert mail["Subject"] == "嘉园区社会组织治理季报（2019年第三季度）"
    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("嘉园区民政局", "jibao@minzheng.panyu.example")
    (to,) = mail["To"].addresses
    assert (to.display_name, to.addr_spec) == ("区政府分管领导", "leader@panyu.example")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-CN"


def test_the_senders_address_is_plain_on_the_wire_and_only_the_name_is_encoded(panyu: District) -> None:
    line = next(x for x in make_mail(panyu).as_bytes().split(b"\r\n") if x.startswith(b"From:"))
    assert line.endswith(b" <jibao@minzheng.panyu.example>")
    assert b"=?utf-8?" in line


def test_attachments_bear_their_chinese_names_and_their_bytes(mail: EmailMessage) -> None:
    found = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert found == {
        "嘉园区社会组织治理季报-2019年第3季度.pdf": b"%PDF-1.7 ...",
        "嘉园区社会组织治理季报-2019年第3季度.xlsx": b"PK\x03\x04 ...",
    }


def test_names_may_be_ascii_where_a_mail_system_needs_it(panyu: District) -> None:
    mail = received(make_mail(panyu, ascii_names=True).as_bytes())
    assert [part.get_filename() for part in mail.iter_attachments()] == ["jiayuan-2019-Q3.pdf", "jiayuan-2019-Q3.xlsx"]


def test_a_recipient_gets_only_the_formats_he_asked_for(panyu: District) -> None:
    mail = received(make_mail(panyu, recipient(formats=("pdf",))).as_bytes())
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    assert ".xlsx" not in body(mail, "plain") + body(mail, "html")


@pytest.mark.parametrize(
    ("formats", "names"),
    [
        (("pdf",), ["jiayuan-2019-Q3.pdf"]),
        (("pdf", "annex"), ["jiayuan-2019-Q3.pdf", "jiayuan-2019-Q3-annex.pdf"]),
        (("annex",), ["jiayuan-2019-Q3-annex.pdf"]),
        (("pdf", "data"), ["jiayuan-2019-Q3.pdf", "jiayuan-2019-Q3-data.zip"]),
    ],
)
def test_the_technical_annex_and_the_data_go_to_those_who_ask_for_them(
    panyu: District, formats: tuple[str, ...], names: list[str]
) -> None:
    from govreport.delivery.mail.message import MailContent, build_message
    from tests.fixtures.mails import TEMPLATES
    from tests.fixtures.report_model import make_report

    model = make_model()
    report = make_report(model)
    annex = report.files[0].model_copy(update={"name": f"{model.file_stem}-技术附件.pdf", "annex": True})
    data = [
        annex.model_copy(update={"name": name, "annex": False, "data": True})
        for name in (f"{model.file_stem}-数据.zip", "figures.csv")
    ]
    report = report.model_copy(update={"files": [annex, *data, *report.files]})
    files = {file.name: b"%PDF" for file in report.files}
    made = build_message(
        MailContent(report, model, files, TEMPLATES), recipient(formats=formats), panyu, ascii_names=True
    )
    assert [part.get_filename() for part in received(made.as_bytes()).iter_attachments()] == names


def test_a_format_the_report_lacks_is_an_error_not_a_mail_without_it(panyu: District) -> None:
    from govreport.delivery.mail.message import MailContent, build_message
    from tests.fixtures.mails import TEMPLATES
    from tests.fixtures.report_model import make_report

    model = make_model()
    with pytest.raises(DeliveryError, match="xlsx"):
        build_message(
            MailContent(make_report(model), model, {f"{model.file_stem}.pdf": b""}, TEMPLATES), recipient(), panyu
        )


def test_the_picture_resolves_and_says_in_words_what_it_shows(mail: EmailMessage) -> None:
    images = [attributes for tag, attributes in Tags(body(mail, "html")).tags if tag == "img"]
    (image,) = images
    parts = {part["Content-ID"]: part.get_content() for part in mail.walk() if part["Content-ID"]}
    assert parts == {f"<{(image['src'] or '').removeprefix('cid:')}>": PNG}
    assert "八个季度连续增长" in (image["alt"] or "")


def test_the_picture_is_drawn_from_the_reports_own_trend_chart(panyu: District, model: ReportModel) -> None:
    svg = trend_svg(model)
    assert svg is not None
    png = svg_to_png(svg, 1184)
    mail = received(make_mail(panyu, model=model, trend_png=png).as_bytes())
    (picture,) = [part.get_content() for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture == png
    assert struct.unpack(">I", png[16:20]) == (1184,)
    assert trend_svg(make_model(sections=[])) is None


def test_without_a_picture_nothing_refers_to_one(panyu: District) -> None:
    html = body(received(make_mail(panyu, trend_png=None).as_bytes()), "html")
    assert "cid:" not in html
    assert "<img" not in html


@pytest.fixture(scope="module", params=["by hand", "built"])
def model(request: pytest.FixtureRequest) -> ReportModel:
    return make_model() if request.param == "by hand" else build_model(fictional_inputs(), "zh")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_forms_say_every_figure_finding_and_request(panyu: District, model: ReportModel, kind: str) -> None:
    mail = received(make_mail(panyu, model=model).as_bytes())
    text = body(mail, kind)
    text = Tags(text).text if kind == "html" else text
    said = [*model.headline, model.fingerprint, model.note, model.issue]
    said += [part for f in model.findings for part in (f.lead, f.text)]
    said += [part for k in model.kpis for part in (k.name, k.value, k.unit, k.target)]
    said += [part for k in model.kpis for c in k.changes for part in (c.label, c.absolute, c.relative)]
    attention = next(b for s in model.sections for b in s.blocks if b.type == "attention")
    said += [part for i in attention.items for part in (i.heading, i.text, i.action, i.owner, i.due)]
    towns = next(b for s in model.sections for b in s.blocks if b.type == "table" and b.key == "annex_towns")
    said += [cell.text for row in towns.rows for cell in row.cells[:4]]
    said += [b.text for s in model.sections if s.key == "quality" for b in s.blocks[:1] if b.type == "paragraph"]
    assert [part for part in said if part not in text] == []


def test_the_html_is_small_static_and_refers_to_nothing_outside(panyu: District, model: ReportModel) -> None:
    html = body(received(make_mail(panyu, model=model).as_bytes()), "html")
    assert len(html.encode()) < 100_000
    tags = Tags(html).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "form", "iframe", "object", "embed", "a", "base", "svg"}
    assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]
    references = [v for _, attributes in tags for k, v in attributes.items() if k in ("src", "href", "background")]
    assert all((r or "").startswith("cid:") for r in references)
    assert not re.search(r"url\(|@import|@font-face", html)


def test_styles_stand_in_the_elements_and_the_language_on_the_outer_table(mail: EmailMessage) -> None:
    html = body(mail, "html")
    outer = next(attributes for tag, attributes in Tags(html).tags if tag == "table")
    assert outer["lang"] == "zh-CN"
    kept = "".join(re.findall(r"<style>(.*?)</style>", re.sub(r"<!--.*?-->", "", html, flags=re.S), flags=re.S))
    outside_media = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", kept)
    assert outside_media.strip() == ""
    total = next(a for tag, a in Tags(html).tags if tag == "td" and "s" in (a.get("class") or "").split())
    assert "font-weight:bold" in (total["style"] or "").replace(" ", "")


def test_a_link_appears_only_where_an_address_of_the_report_is_configured(panyu: District) -> None:
    url = "https://jibao.panyu.example/2019-Q3"
    mail = received(make_mail(panyu, report_url=url).as_bytes())
    links = [attributes["href"] for tag, attributes in Tags(body(mail, "html")).tags if tag == "a"]
    assert links == [url]
    assert url in body(mail, "plain")


def test_a_report_address_that_is_no_web_address_is_refused(panyu: District) -> None:
    with pytest.raises(DeliveryError):
        make_mail(panyu, report_url="javascript:alert(1)")


def test_names_from_a_register_cannot_become_markup(panyu: District) -> None:
    names = ("<script>alert(1)</script>", "<img src=https://evil.example/x.png>", *(f"{t}镇" for t in TOWNS[2:]))
    mail = received(make_mail(panyu, model=make_model(names)).as_bytes())
    page = Tags(body(mail, "html"))
    assert names[0] in page.text
    assert names[1] in page.text
    assert sum(tag == "img" for tag, _ in page.tags) == 1
    assert names[0] in body(mail, "plain")


def test_a_draft_says_so_in_both_forms(panyu: District) -> None:
    reason = "三项规则未通过，不得签发"
    mail = received(make_mail(panyu, model=make_model(draft=reason)).as_bytes())
    assert reason in body(mail, "plain")
    assert reason in Tags(body(mail, "html")).text


def test_line_breaks_cannot_add_headers(panyu: District) -> None:
    model = make_model(subject="季报\r\nBcc: all@panyu.example", publisher="民政局\nX-Evil: 1")
    mail = received(make_mail(panyu, recipient(role="领导\r\nCc: b@panyu.example"), model).as_bytes())
    assert mail["Bcc"] is mail["Cc"] is mail["X-Evil"] is None


@pytest.mark.parametrize("address", ["领导@panyu.example", "a,b@panyu.example", "<a@panyu.example>"])
def test_an_address_that_mail_cannot_carry_is_one_clear_error(panyu: District, address: str) -> None:
    with pytest.raises(DeliveryError, match=r"recipients\.yaml"):
        make_mail(panyu, recipient(address))


def test_the_message_id_is_the_reports_and_the_recipients_own(panyu: District) -> None:
    base = make_mail(panyu)["Message-ID"]
    assert make_mail(panyu)["Message-ID"] == base
    assert make_mail(panyu, recipient("LEADER@panyu.example"))["Message-ID"] == base
    assert make_mail(panyu, recipient("other@panyu.example"))["Message-ID"] != base
    assert make_mail(panyu, model=make_model(note="改"))["Message-ID"] != base


_PRINT_HASH = """
import hashlib
from pathlib import Path
from govreport.district.reading import load_district
from tests.fixtures.mails import make_mail
mail = make_mail(load_district(Path("include/districts"), "panyu"))
print(hashlib.sha256(mail.as_bytes()).hexdigest())
"""


@pytest.mark.slow
def test_the_same_report_gives_the_same_bytes_in_any_process_timezone_and_hash_seed() -> None:
    hashes = set()
    for seed, zone in (("0", "UTC"), ("1", "America/New_York")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "plugins:."}
        ran = subprocess.run(  # noqa: S603 - this very interpreter
            [sys.executable, "-c", _PRINT_HASH],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        hashes.add(ran.stdout)
    assert len(hashes) == 1


def test_every_line_fits_the_smtp_limit(panyu: District) -> None:
    assert max(len(line) for line in make_mail(panyu).as_bytes().split(b"\r\n")) <= 998


def test_every_encoded_word_of_a_subject_is_whole_characters(panyu: District) -> None:
    model = make_model(subject="番禺区社会组织治理季报（2019年第三季度）：登记社会组织增至一千家，四个镇街减少" * 2)
    lines = make_mail(panyu, model=model).as_bytes().split(b"\r\n")
    at = next(i for i, x in enumerate(lines) if x.startswith(b"Subject:"))
    subject = lines[at : at + 1 + next(i for i, x in enumerate(lines[at + 1 :]) if not x.startswith(b" "))]
    assert len(subject) > 2
    for encoded in (b" ".join(x.split(b":", 1)[-1] for x in subject)).split():
        assert len(encoded) <= 75
        charset, kind, text = encoded.strip(b"=?").split(b"?")[:3]
        assert (charset.lower(), kind.lower()) == (b"utf-8", b"b")
        base64.b64decode(text + b"=" * (-len(text) % 4)).decode("utf-8")  # raises where a character is cut


def test_the_districts_setting_decides_about_names(panyu: District) -> None:
    plain = panyu.model_copy(update={"mail": panyu.mail.model_copy(update={"names": "ascii"})})
    (part,) = received(make_mail(plain, recipient(formats=("pdf",))).as_bytes()).iter_attachments()
    assert part.get_filename() == "jiayuan-2019-Q3.pdf"


def test_a_test_and_a_repeated_copy_are_other_mails_and_say_so(panyu: District) -> None:
    plain, again, test = (
        received(make_mail(panyu, marking=m).as_bytes())
        for m in (Marking(), Marking(copy_number=2), Marking(redirect="me@panyu.example"))
    )
    assert len({m["Message-ID"] for m in (plain, again, test)}) == 3
    assert [str(m["Subject"])[:4] for m in (again, test)] == ["【重发2", "【测试】"]
    assert again["To"] == plain["To"]
    assert test["To"].addresses[0].addr_spec == "me@panyu.example"
    assert test["X-Govreport-Original-To"] == "leader@panyu.example"
    assert "leader@panyu.example" in body(test, "plain")
    assert "leader@panyu.example" not in body(plain, "plain")
