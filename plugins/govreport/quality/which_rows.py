"""Which rows a rule looks at."""

from __future__ import annotations

from typing import Any

Condition = tuple[str, str, Any]
"""(column, operator, value). Operators: == != > in, not in, null, not null."""
Where = tuple[Condition, ...]
"""All of these must hold; without any, the rule looks at every row of its frame."""
