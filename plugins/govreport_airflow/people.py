"""How people stand in ledgers: by the name that others know, and by the id where the auth manager has another."""

from __future__ import annotations


def ledger_name(user_id: str, name: str) -> str:
    """``reviewer`` where id and name are the same, ``reviewer (7)`` where they aren't (FAB): names may change hands."""
    return f"{name} ({user_id})" if name and user_id and name != user_id else name or user_id
