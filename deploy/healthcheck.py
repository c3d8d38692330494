"""What Docker asks every container: is the component at work? ``python healthcheck.py COMPONENT``.

api-server and scheduler are asked themselves; dag-processor and triggerer have no port, so their heartbeat is read from
the api-server. Standard library only, for it runs twice a minute. Belongs here: questions to Airflow's own health
pages. Does not belong here: what to do about an answer; Docker's restart policy and people decide that.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request

API = "http://{host}:8080/api/v2/monitor/health"
PAGES = {
    "api-server": (API.format(host="127.0.0.1"), "metadatabase"),
    "scheduler": ("http://127.0.0.1:8974/health", None),
    "dag-processor": (API.format(host="api-server"), "dag_processor"),
    "triggerer": (API.format(host="api-server"), "triggerer"),
}
"""Component: where to ask, and whose status in the answer counts; None: an answer is enough."""


def complaint(url: str, part: str | None) -> str | None:
    """What is wrong according to the page at ``url``; None where nothing is."""
    try:
        with urllib.request.urlopen(url, timeout=8) as answer:  # noqa: S310 - the addresses above
            health = json.load(answer) if part else {}
    except (OSError, ValueError) as error:
        return f"{url}: {error}"
    status = health.get(part, {}).get("status") if part else "healthy"
    return None if status == "healthy" else f"{part}: {status}"


if __name__ == "__main__":
    sys.exit(complaint(*PAGES[sys.argv[1]]))
