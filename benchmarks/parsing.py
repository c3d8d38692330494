"""What another district costs where DAG files are read: ``python -m benchmarks.parsing``.

Copies of the sample district in a temporary folder, all DAG files read in a process of its own, processor time. Belongs
here: measuring. Does not belong here: DAGs.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from govreport_airflow.environment import ROOT, airflow_environment

COUNTS = (1, 11, 100)
ROUNDS = 3
_PROBE = """
import json, logging, sys, time
from pathlib import Path
from airflow.dag_processing.dagbag import DagBag
from govreport.district.dag_config import read_dag_configs
logging.disable(logging.CRITICAL)
DagBag(sys.argv[1])
seconds = {}
for file in sorted(Path(sys.argv[1]).glob("*.py")):
    started = time.process_time()
    DagBag(str(file))
    seconds[file.stem] = time.process_time() - started
started = time.process_time()
read_dag_configs(Path(sys.argv[2]))
print(json.dumps(seconds | {"read_dag_configs": time.process_time() - started}))
"""


def measure(count: int) -> dict[str, float]:
    """File -> median seconds with ``count`` districts; ``read_dag_configs`` is our own share, once."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        districts = home / "include" / "districts"
        districts.mkdir(parents=True)
        (home / "include" / "reference").symlink_to(ROOT / "include" / "reference")
        for number in range(count):
            shutil.copytree(ROOT / "include" / "districts" / "panyu", districts / f"d{number:03d}")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        environment |= airflow_environment(home / "airflow")
        environment |= {"GOVREPORT_HOME": str(home), "PYTHONPATH": str(ROOT / "plugins")}
        found: list[dict[str, float]] = []
        for _ in range(ROUNDS):
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-c", _PROBE, str(ROOT / "dags"), str(districts)],
                env=environment, capture_output=True, text=True, check=True,
            )  # fmt: skip
            found.append(json.loads(done.stdout.splitlines()[-1]))
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def main() -> None:
    """Print a table: milliseconds in all, and for each further district."""
    measured = {count: measure(count) for count in COUNTS}
    print("| file | " + " | ".join(f"{count} districts" for count in COUNTS) + " | each further |")
    print("|---" * (len(COUNTS) + 2) + "|")
    for name in measured[COUNTS[0]]:
        cells = [f"{measured[count][name] * 1000:.0f} ms" for count in COUNTS]
        each = (measured[COUNTS[-1]][name] - measured[COUNTS[0]][name]) / (COUNTS[-1] - COUNTS[0])
        print(f"| {name} | " + " | ".join(cells) + f" | {each * 1000:.1f} ms |")


if __name__ == "__main__":
    main()
