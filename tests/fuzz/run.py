"""Thousands of damaged files through tidy: ``python -m tests.fuzz.run --files 10000 --table docs/fuzz.md``.

Each file must be read (rows in = kept + set aside) or refused in one sentence, within time and memory, and never with a
traceback. Files go through child processes with limits, so that a crash is an outcome and not the end of the run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SECONDS = 10
MEMORY = 1 << 30
CHUNK = 250
ROOT = Path(__file__).resolve().parents[2]
READ = ("read whole", "read, rows set aside")
OTHER_CELLS = "FAILED: other cells"


# -- the child ---------------------------------------------------------------------------------------------------------


def _named_refusals() -> None:
    """Let each refusal remember which one it is."""
    import importlib

    from govreport.errors import ReadError

    def naming(name: str, make: Any) -> Any:
        def made(*args: Any) -> ReadError:
            error: ReadError = make(*args)
            error.kind = name  # type: ignore[attr-defined]
            return error

        return made

    # wherever sentences about whole files stand
    for place in sorted((ROOT / "plugins" / "govreport" / "tidy").rglob("*refusals.py")):
        module = importlib.import_module(".".join(place.with_suffix("").relative_to(ROOT / "plugins").parts))
        for name, make in list(vars(module).items()):
            if getattr(make, "__module__", "") == module.__name__ and not name.startswith("_"):
                setattr(module, name, naming(name, make))


def child(seed: int, start: int, count: int, *, hostile: bool = False) -> None:
    """Judge files, one line of JSON each, printed as soon as it is known."""
    import resource
    import signal
    import tempfile

    from govreport.canonical.codes import load_codes
    from govreport.district.reading import load_district
    from govreport.settings import Settings
    from govreport.store.files import FileStore
    from tests.fuzz import hostile as structures
    from tests.fuzz.mutations import mutated, records_damaged
    from tests.fuzz.twins import TWINS, sound

    _named_refusals()
    settings = Settings()
    codes = load_codes(settings.reference_dir / "codes.yaml")
    panyu = load_district(settings.districts_dir, "panyu")
    source = panyu.sources["funding"]
    layout = source.layout.model_copy(update={"format": "auto", "ignore": (*source.layout.ignore, "受助单位")})
    sources = {**panyu.sources, "funding": source.model_copy(update={"layout": layout})}
    district = panyu.model_copy(update={"sources": sources})
    for late in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(late, _too_slow)
    warm = tidy_once(district, codes)
    resource.setrlimit(resource.RLIMIT_AS, (warm + 2 * MEMORY,) * 2)  # a runaway ends here, not with the machine
    with tempfile.TemporaryDirectory() as folder:
        files = FileStore(folder)
        clean = typed(files, tidied(district, files, codes, "sound.csv", sound()))
        for index in range(start, start + count):
            mutation, name, data = (structures.hostile if hostile else mutated)(seed, index)
            print(json.dumps({"index": index, "mutation": mutation, "name": name}), flush=True)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of processor: others may use the machine
            signal.alarm(6 * SECONDS)
            twin = clean if mutation in TWINS else None
            outcome, detail = _judge(district, files, codes, name, data, twin)
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            took = time.process_time() - began
            damaged = records_damaged(seed, index) if twin else 0
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
            if grown > MEMORY:
                outcome, detail = "FAILED: memory", f"{grown >> 20} MiB more"
            said = {"index": index, "outcome": outcome, "detail": detail, "damaged": damaged}
            said |= {"seconds": round(took, 2), "grown": grown >> 20}
            print(json.dumps(said), flush=True)


def tidy_once(district: Any, codes: Any) -> int:
    """Load what tidy loads lazily; bytes of address space in use afterwards."""
    import resource
    import tempfile

    from govreport.store.files import FileStore
    from tests.fuzz.seeds import seeds

    with tempfile.TemporaryDirectory() as folder:
        for name, data in seeds().items():
            _judge(district, FileStore(folder), codes, name, data)
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _too_slow(*_: Any) -> None:
    raise TimeoutError(f"more than {SECONDS} s of processor, or {6 * SECONDS} s in all")


def tidied(district: Any, files: Any, codes: Any, name: str, data: bytes) -> Any:
    """What tidy makes of a file. Raises what it raises."""
    from govreport.manifests.extracts import Snapshot
    from govreport.quarter import Quarter
    from govreport.store.files import sha256
    from govreport.tidy.tidy import tidy

    snapshot = Snapshot(
        district="panyu",
        extract="funding",
        quarter=Quarter(2019, 3),
        filename=name,
        sha256=sha256(data),
        size=len(data),
        key=files.put("raw", data, ".x"),
        origin=name,
    )
    return tidy(district, snapshot, files, codes)


def typed(files: Any, result: Any) -> dict[str, dict[str, Any]]:
    """Project number -> the typed row that was kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pq.read_table(pa.BufferReader(files.get(result.key))).drop_columns(["_row"]).to_pylist()
    return {row["project_no"]: row for row in rows}


def _judge(
    district: Any, files: Any, codes: Any, name: str, data: bytes, twin: dict[str, dict[str, Any]] | None = None
) -> tuple[str, str]:
    import traceback

    from govreport.errors import ReadError

    try:
        result = tidied(district, files, codes, name, data)
        broken = _broken(files, result)
        differs = _differs(files, result, twin) if twin else None
    except ReadError as error:
        for sentence in error.message:
            if name not in sentence or "\n" in sentence:
                return "FAILED: sentence", sentence
        return getattr(error, "kind", "FAILED: nameless refusal"), error.message.zh
    except BaseException as error:
        return f"FAILED: {type(error).__name__}", "".join(traceback.format_exception(error))[-2000:]
    if broken:
        return "FAILED: invariant", broken
    return differs or (READ[result.rows_set_aside > 0], "")


def _differs(files: Any, result: Any, twin: dict[str, dict[str, Any]]) -> tuple[str, str] | None:
    """A row kept with other cells than the sound twin's, or rows that are neither kept nor set aside."""
    kept = typed(files, result)
    wrong = [key for key, row in kept.items() if row != twin.get(key)]
    if wrong:
        key = wrong[0]
        return OTHER_CELLS, f"{len(wrong)} rows, first {kept[key]} instead of {twin.get(key)}"
    if result.rows_in < len(twin):
        return "FAILED: rows lost", f"{result.rows_in} of {len(twin)} rows"
    return None


def _broken(files: Any, result: Any) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from govreport.tidy.values.problems import NOTED

    kept = pq.read_table(pa.BufferReader(files.get(result.key)))
    listed = pq.read_table(pa.BufferReader(files.get(result.set_aside_key))).to_pylist()
    aside = {line["row"] for line in listed if line["rule"] not in NOTED}
    rows = kept.column("_row").to_pylist()
    if result.rows_in != result.rows_kept + result.rows_set_aside:
        return "rows in are not kept + set aside"
    if len(rows) != result.rows_kept or len(set(rows)) != len(rows):
        return "the table doesn't hold the rows kept"
    if len(aside) != result.rows_set_aside or aside & set(rows):
        return "a row set aside has no reason, or was kept as well"
    return ""


# -- the parent --------------------------------------------------------------------------------------------------------


def outcomes(seed: int, start: int, count: int, *, hostile: bool = False) -> Iterator[dict[str, Any]]:
    """Every file of a chunk with what became of it; a child that dies is replaced and its file marked."""
    end = start + count
    while start < end:
        command = [sys.executable, "-m", "tests.fuzz.run", "--child", str(seed), str(start), str(end - start)]
        command += ["--hostile"] if hostile else []
        allowed = 60 + (SECONDS + 1) * (end - start)
        try:
            ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=allowed, env=_environment())  # noqa: S603
            lines, died = ran.stdout.splitlines(), f"exit code {ran.returncode}: {ran.stderr[-1500:]}"
        except subprocess.TimeoutExpired as late:
            lines, died = (late.stdout or b"").decode().splitlines(), "hangs"
        files: dict[int, dict[str, Any]] = {}
        for line in lines:
            said = json.loads(line)
            files.setdefault(said["index"], {}).update(said)
        if not files:
            raise RuntimeError(died)
        for file in files.values():
            if "outcome" not in file:
                file |= {"outcome": "FAILED: process died", "detail": died}
            yield file
        start = max(files) + 1


def _environment() -> dict[str, str]:
    import os

    path = os.pathsep.join((str(ROOT / "plugins"), str(ROOT)))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}


def fuzz(seed: int, files: int, jobs: int = 2, chunk: int = CHUNK, *, hostile: bool = False) -> list[dict[str, Any]]:
    """Outcomes of a whole run."""
    chunks = [(seed, start, min(chunk, files - start)) for start in range(0, files, chunk)]
    with ThreadPoolExecutor(jobs) as pool:
        return [file for part in pool.map(lambda c: list(outcomes(*c, hostile=hostile)), chunks) for file in part]


def table(results: list[dict[str, Any]]) -> str:
    """Outcomes by mutation, as Markdown."""
    counted = Counter((r["mutation"], r["outcome"]) for r in results)
    refused = sorted({o for _, o in counted if o not in READ and not o.startswith("FAILED")})
    columns = [*READ, "refused", "FAILED"]
    lines = [f"| mutation | files | {' | '.join(columns)} | refusals |", f"|{'---|' * (len(columns) + 3)}"]
    totals = Counter[str]()
    for mutation in dict.fromkeys(r["mutation"] for r in results):
        mine = {o: n for (m, o), n in sorted(counted.items()) if m == mutation}
        sums = {
            **{o: mine.get(o, 0) for o in READ},
            "refused": sum(mine.get(o, 0) for o in refused),
            "FAILED": sum(n for o, n in mine.items() if o.startswith("FAILED")),
        }
        totals.update(sums)
        kinds = ", ".join(f"{o} {n}" for o, n in sorted(mine.items(), key=lambda i: -i[1]) if o in refused)
        lines.append(
            f"| {mutation} | {sum(mine.values()):,} | {' | '.join(f'{sums[c]:,}' for c in columns)} | {kinds} |"
        )
    lines.append(f"| all | {len(results):,} | {' | '.join(f'{totals[c]:,}' for c in columns)} | |")
    lines += ["", *_twin_table(results)]
    lines += ["", "| refusal | files | for example |", "|---|---|---|"]
    for kind in sorted(refused, key=lambda o: -sum(n for (_, p), n in counted.items() if p == o)):
        example = next(r["detail"] for r in results if r["outcome"] == kind).replace("|", "\\|")
        example = example if len(example) <= 160 else f"{example[:160]}…"
        lines.append(f"| {kind} | {sum(n for (_, o), n in counted.items() if o == kind):,} | {example} |")
    return "\n".join(lines) + "\n"


def _twin_table(results: list[dict[str, Any]]) -> list[str]:
    lines = ["| damage with a sound twin | files | records damaged | kept with other cells | files with rows lost |"]
    lines.append("|---|---|---|---|---|")
    for mutation in dict.fromkeys(r["mutation"] for r in results if r.get("damaged")):
        mine = [r for r in results if r["mutation"] == mutation]
        other = sum(int(r["detail"].split()[0]) for r in mine if r["outcome"] == OTHER_CELLS)
        lost = sum(r["outcome"] == "FAILED: rows lost" for r in mine)
        damaged = sum(r.get("damaged", 0) for r in mine)
        lines.append(f"| {mutation} | {len(mine):,} | {damaged:,} | {other:,} | {lost:,} |")
    return lines


def most_of(results: list[dict[str, Any]]) -> str:
    """The dearest file, as a sentence."""
    slow, large = max(results, key=lambda r: r.get("seconds", 0)), max(results, key=lambda r: r.get("grown", 0))
    return (
        f"Most processor time: {slow.get('seconds', 0):.1f} s (`{slow['mutation']}`); most memory: "
        f"{large.get('grown', 0)} MiB (`{large['mutation']}`)."
    )


def write(page: Path, name: str, text: str) -> None:
    """Put a table into the page, after its mark and up to the next heading; the rest stays."""
    before, after = page.read_text(encoding="utf-8").split(f"<!-- {name} -->")
    rest = after[after.index("\n## ") :] if "\n## " in after else ""
    page.write_text(f"{before}<!-- {name} -->\n\n{text}{rest}", encoding="utf-8")


def main() -> int:
    """Run, print the table, write it where asked; 1 where anything failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hostile", action="store_true", help="files whose structure is made to hurt instead")
    parser.add_argument("--table", type=Path)
    parser.add_argument("--child", type=int, nargs=3)
    options = parser.parse_args()
    if options.child:
        child(*options.child, hostile=options.hostile)
        return 0
    results = fuzz(options.seed, options.files, chunk=60 if options.hostile else CHUNK, hostile=options.hostile)
    text = table(results)
    if options.hostile:
        text = f"{most_of(results)}\n\n{text}"
    print(text)
    failed = [r for r in results if r["outcome"].startswith("FAILED")]
    for failure in failed[:20]:
        print(failure["index"], failure["name"], failure["mutation"], failure["outcome"], failure["detail"])
    if options.table:
        write(options.table, "hostile" if options.hostile else "table", text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
