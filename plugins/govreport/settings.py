"""Where things are: the settings of one installation, read from GOVREPORT_* environment variables.

Paths and addresses that differ between a laptop and a server; what differs between districts is in their folders.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from govreport.errors import ConfigError
from govreport.language import Language, asked_language
from govreport.refused_values import refused

_REPOSITORY = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """One installation. Every field has a GOVREPORT_ variable of its name in capitals.

    Raises ConfigError where a variable's value can't be used; the sentence names the variable and never the value.
    """

    model_config = SettingsConfigDict(env_prefix="GOVREPORT_", frozen=True)

    home: Path = _REPOSITORY
    """The folder that holds include/."""
    var: Path | None = None
    """Working folder; default <home>/.run/var."""
    store_url: str | None = Field(default=None, repr=False)
    """Where extracts and reports are kept: a folder or any fsspec URL; default <var>/store."""
    database_url: str | None = Field(default=None, repr=False)
    """Where results are kept (SQLAlchemy URL); default SQLite at <var>/govreport.sqlite."""
    migrate: Literal["auto", "never"] = "auto"
    """Whether opening an older results database upgrades it; "never" for an account that may not change tables."""
    mail: Literal["server", "outbox"] = "server"
    """By what mails go out: a mail server, or, for trials, the folder ``outbox``, from where they reach nobody."""
    outbox: Path | None = None
    """Where mails land as .eml files with ``mail`` "outbox"; default <var>/outbox."""
    smtp_host: str | None = None
    """The mail server, where no connection names one (see delivery/mail/ways.py)."""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "ssl", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_redirect: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    """Test mode: every mail goes to this address instead, marked as a test, and counts as sent to nobody."""
    signing_key: SecretStr | None = None
    """By what this installation vouches for what it records and sends out (trust/keys.py): 32 bytes as base64; default
    a key file of its own under <var>/keys."""
    former_keys: str | None = None
    """Public keys of former signing keys whose seals still count, base64, commas between (``govreport keys``)."""
    report_url: str | None = Field(default=None, pattern=r"^https?://")
    """Where people reach the store by web, for links to reports; without it they get paths."""
    language: Language = "zh"
    """Language of messages to operators; a command's ``--lang`` goes before it."""
    look_again_minutes: float = Field(default=15, gt=0)
    """How often a scheduled run looks for an extract that isn't there yet."""
    duckdb_memory: str = Field(default="2GB", pattern=r"^\d+(MB|GB)$")
    """Memory limit of the in-process engine that computes indicators."""
    raw_retention_days: int | None = Field(default=None, ge=31)
    """After how many days ``govreport sweep`` removes raw files, which alone hold personal columns; empty: never."""
    processes: int = Field(default=2, ge=1)
    """How many large extracts are tidied or checked at once; 1 takes one after the other and the least memory."""

    def __init__(self, **values: Any) -> None:
        if (asked := asked_language()) is not None:
            values.setdefault("language", asked)
        try:
            super().__init__(**values)
        except ValidationError as error:
            unfit = [(f"GOVREPORT_{str(e['loc'][0]).upper()}", refused(e)) for e in error.errors()]
            zh = "；".join(f"{name} {why.zh}" for name, why in unfit)
            en = "; ".join(f"{name} {why.en}" for name, why in unfit)
            raise ConfigError(
                f"环境变量的值不能用：{zh}。请更正后重试。", f"Unusable environment variables: {en}. Mend them."
            ) from None

    def language_for(self, own: Language) -> Language:
        """The language of a page that an operator makes: the one asked for, else the district's first (``own``)."""
        return self.language if "language" in self.model_fields_set else own

    @cached_property
    def var_dir(self) -> Path:
        """The folder of what runs leave behind: store, results, outbox."""
        return self.var or self.home / ".run" / "var"

    @cached_property
    def store(self) -> str:
        """URL of the file store."""
        return self.store_url or str(self.var_dir / "store")

    @cached_property
    def database(self) -> str:
        """SQLAlchemy URL of the results database."""
        return self.database_url or f"sqlite:///{self.var_dir / 'govreport.sqlite'}"

    @cached_property
    def outbox_dir(self) -> Path:
        """Where mails land as .eml files."""
        return self.outbox or self.var_dir / "outbox"

    @cached_property
    def keys_dir(self) -> Path:
        """Where the key file is that is used without ``signing_key``."""
        return self.var_dir / "keys"

    @property
    def districts_dir(self) -> Path:
        """Where the districts' folders are, one a district."""
        return self.home / "include" / "districts"

    @property
    def templates_dir(self) -> Path:
        """Jinja and Typst templates."""
        return self.home / "include" / "templates"

    @property
    def reference_dir(self) -> Path:
        """Code lists shared by all districts."""
        return self.home / "include" / "reference"

    @property
    def fonts_dir(self) -> Path:
        """Fonts vendored with the product."""
        return self.home / "include" / "fonts"
