"""`make env`: the secrets of an installation, made once and kept in .env, which its owner alone can read.

A repeated run keeps every value and adds what is missing. ``--rotate NAME`` makes one secret anew
(docs/en/runbooks/rotate-secrets.md). Nothing is ever printed but names. Standard library only: it runs on a machine
that has Docker and Python and nothing else. Does not belong here: what the services make of it (docker-compose.yaml).
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def fernet_key() -> str:
    """A key as cryptography's Fernet wants it."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def token() -> str:
    """A password that needs no escaping, neither in a URL nor in a shell."""
    return secrets.token_urlsafe(36).replace("-", "x").replace("_", "y")


SECRETS: dict[str, tuple[str, Callable[[], str]]] = {
    "FERNET_KEY": ("Airflow encrypts connections with it: without it a backup's connections can't be read", fernet_key),
    "JWT_SECRET": ("signs what Airflow's components say to each other; the same for all", token),
    "API_SECRET_KEY": ("signs sessions and forms of the web interface", token),
    "SIGNING_KEY": (
        "seals what govreport records and sends out: keep it, without it nothing recorded proves itself",
        fernet_key,
    ),
    "POSTGRES_PASSWORD": ("the database server's administrator", token),
    "AIRFLOW_DB_PASSWORD": ("role airflow, Airflow's metadata", token),
    "RESULTS_DB_PASSWORD": ("role govreport, which owns the results", token),
    "RUN_DB_PASSWORD": ("role govreport_run, which adds to the results and can't change what stands", token),
    "BROKER_PASSWORD": ("Valkey, only with workers", token),
    "S3_ACCESS_KEY": ("the object store's name for us; your own where the store is elsewhere", token),
    "S3_SECRET_KEY": ("and its password", token),
    "ADMIN_PASSWORD": ("of the user admin, at the first start; change it there", token),
}
CHOICES = {
    "COMPOSE_PROJECT_NAME": ("part of every volume's and container's name", "govreport"),
    "COMPOSE_PROFILES": ("trial: mails land in Mailpit; scale: Celery workers; objects: an S3 server", "trial"),
    "EXECUTOR": ("CeleryExecutor where workers run", "LocalExecutor"),
    "BASE_URL": ("how people reach the web interface", "http://localhost:8080"),
    "BIND": ("where it listens; leave it where a proxy with TLS stands in front", "127.0.0.1"),
    "PORT": ("and on which port", "8080"),
}
GROUPS = {
    "fernet": (),  # two keys for a while, see rotated()
    "fernet-done": (),
    "jwt": ("JWT_SECRET",),
    "api": ("API_SECRET_KEY",),
    "databases": ("POSTGRES_PASSWORD", "AIRFLOW_DB_PASSWORD", "RESULTS_DB_PASSWORD", "RUN_DB_PASSWORD"),
    "broker": ("BROKER_PASSWORD",),
    "objects": ("S3_ACCESS_KEY", "S3_SECRET_KEY"),
    "signing": ("SIGNING_KEY",),
}
_LINE = re.compile(r"^([A-Z][A-Z0-9_]*)=(.*)$")


def values(text: str) -> dict[str, str]:
    """What a .env says."""
    return {found[1]: found[2] for line in text.splitlines() if (found := _LINE.match(line))}


def completed(text: str) -> str:
    """``text`` with everything that it lacks appended; what it has stays. An empty secret counts as missing."""
    empty = {name for name, value in values(text).items() if not value and name in SECRETS}
    lines = [line for line in text.splitlines() if not ((found := _LINE.match(line)) and found[1] in empty)]
    present = values("\n".join(lines))
    if not text:
        lines.append("# Written by make env. Keep a copy in a safe place, never in the repository, never in a backup.")
    for name, (why, choice) in CHOICES.items():
        if name not in present:
            lines += [f"# {why}", f"{name}={choice}"]
    for name, (why, make) in SECRETS.items():
        if name not in present:
            lines += [f"# {why}", f"{name}={make()}"]
    return "\n".join(lines) + "\n"


def rotated(text: str, group: str) -> str:
    """``text`` with the secrets of ``group`` made anew; raises ValueError where that can't be."""
    known = values(text)
    if group == "fernet":
        if "," in known["FERNET_KEY"]:
            raise ValueError("FERNET_KEY 中已有两个密钥：先完成上一次轮换。 / FERNET_KEY holds two keys: finish first.")
        new = {"FERNET_KEY": f"{fernet_key()},{known['FERNET_KEY']}"}
    elif group == "fernet-done":
        new = {"FERNET_KEY": known["FERNET_KEY"].split(",")[0]}
    else:
        new = {name: SECRETS[name][1]() for name in GROUPS[group]}
    lines = text.splitlines()
    return "\n".join(f"{f[1]}={new[f[1]]}" if (f := _LINE.match(x)) and f[1] in new else x for x in lines) + "\n"


def write(path: Path, text: str) -> None:
    """Replace ``path`` in one step; nobody but its owner can read it at any moment."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def main() -> None:
    """Complete .env, or rotate in it, and say which names were made."""
    parser = argparse.ArgumentParser(description="Secrets of an installation, in .env.")
    parser.add_argument("--file", type=Path, default=ROOT / ".env")
    parser.add_argument("--rotate", choices=GROUPS)
    asked = parser.parse_args()
    before = asked.file.read_text(encoding="utf-8") if asked.file.exists() else ""
    after = completed(before)
    if asked.rotate:
        try:
            after = rotated(after, asked.rotate)
        except ValueError as error:
            sys.exit(str(error))
    write(asked.file, after)
    old, new = values(before), values(after)
    made = [name for name in new if new[name] != old.get(name)]
    print(f"{asked.file.name}: {'、'.join(made) or '无变化 nothing changed'}")


if __name__ == "__main__":
    main()
