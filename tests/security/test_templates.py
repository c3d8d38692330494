"""Templates place what they are given; neither they nor what they place reach Python."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from govreport.settings import Settings
from govreport.templating import engine

REACHING = [
    "{{ ''.__class__.__mro__ }}",
    "{{ d.__class__.__init__.__globals__ }}",
    "{{ d.say.__func__.__code__ }}",
    "{{ cycler.__init__.__globals__.os.system('true') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ ''|attr('__class__')|attr('__mro__') }}",
    "{{ '{0.__class__.__mro__}'.format('') }}",
    "{% set _ = d.words.append('more') %}",
]


class View:
    """What a template might be given."""

    def __init__(self) -> None:
        self.words = ["one"]

    def say(self) -> str:
        return "said"


@pytest.mark.parametrize("text", REACHING)
def test_a_template_reaches_no_python(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html.j2").write_text(text, encoding="utf-8")
    view = View()
    with pytest.raises((SecurityError, UndefinedError)):
        engine(tmp_path).get_template("page.html.j2").render(d=view)
    assert view.words == ["one"]


def test_a_value_that_looks_like_a_template_stays_text() -> None:
    value = "{{ ''.__class__ }}{% for x in range(9) %}{{ x }}{% endfor %}<b>"
    template = engine(Settings().templates_dir).from_string("<p>{{ d }}</p>")
    assert template.render(d=value) == (
        "<p>{{ &#39;&#39;.__class__ }}{% for x in range(9) %}{{ x }}{% endfor %}&lt;b&gt;</p>"
    )


def test_a_template_is_one_of_ours_and_no_path_leads_out_of_their_folder(tmp_path: Path) -> None:
    from jinja2 import TemplateNotFound

    (tmp_path / "templates").mkdir()
    (tmp_path / "secret.html.j2").write_text("secret", encoding="utf-8")
    with pytest.raises(TemplateNotFound):
        engine(tmp_path / "templates").get_template("../secret.html.j2")
