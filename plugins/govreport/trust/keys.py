"""The signing key of an installation (Ed25519), and the seals that it makes.

It comes from GOVREPORT_SIGNING_KEY; where that isn't set, the installation makes a key file of its own at first use,
which its account alone can read. A seal is deterministic: the same content under the same key has the same one.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from govreport.errors import ConfigError
from govreport.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SEED = 32
"""Bytes of an Ed25519 key."""


@dataclass(frozen=True)
class Keys:
    """The key that seals, and all public keys whose seals count."""

    seed: bytes = field(repr=False)
    """The private key: 32 bytes."""
    former: Mapping[str, bytes] = field(default_factory=dict)
    """Identity -> public key of keys that this installation sealed with before."""

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        # Imported where it is used: most commands seal nothing.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def identity(self) -> str:
        """What the key is called: the beginning of its public key's hash."""
        return identity_of(self.public)

    def with_former(self, former: Mapping[str, bytes]) -> Keys:
        """The same with further public keys whose seals count."""
        return Keys(self.seed, {**self.former, **former})

    def seal(self, content: bytes) -> str:
        """What proves that the holder of the key made ``content``: ``identity:signature``."""
        return f"{self.identity}:{base64.b64encode(self._private.sign(content)).decode()}"

    def made(self, content: bytes, seal: str) -> bool:
        """Whether ``seal`` is one of ``content`` under a key of this installation."""
        identity, _, text = seal.partition(":")
        public = self.public if identity == self.identity else self.former.get(identity)
        return public is not None and is_sealed(content, text, public)


def is_sealed(content: bytes, signature: str, public: bytes) -> bool:
    """Whether ``signature`` (base64) is one of ``content`` by the holder of the key that belongs to ``public``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def identity_of(public: bytes) -> str:
    """What a public key is called."""
    return sha256(public).hexdigest()[:16]


def open_keys(settings: Settings) -> Keys:
    """The installation's keys; makes the key file where there is neither a setting nor a file. Raises ConfigError."""
    former = {identity_of(key): key for key in map(_public, filter(None, (settings.former_keys or "").split(",")))}
    if settings.signing_key is not None:
        return Keys(_decoded(settings.signing_key.get_secret_value(), "GOVREPORT_SIGNING_KEY"), former)
    path = settings.keys_dir / "signing.key"
    return Keys(_decoded(_made(path), path.name), former)


def new_seed() -> str:
    """A new key as the setting and the file have it (base64 of 32 random bytes)."""
    return base64.urlsafe_b64encode(os.urandom(_SEED)).decode()


def _made(path: Path) -> str:
    """The key file's text; of two processes that make it at once, one does."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(new_seed() + "\n")
        try:
            os.link(partial, path)
        except FileExistsError:
            pass  # the other process's key is the installation's
        finally:
            partial.unlink()
    return path.read_text(encoding="ascii", errors="replace")


def _public(text: str) -> bytes:
    return _decoded(text, "GOVREPORT_FORMER_KEYS")


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _SEED:
        raise ConfigError(
            f"{where} 不是签名密钥：应为32字节的 base64 文本（make env 会生成）。"
            "请恢复另行保管的原密钥，不要另造一个。",
            f"{where} holds no key: 32 bytes as base64, as make env writes them. Restore the former key from its safe "
            "place rather than making another.",
        )
    return key
