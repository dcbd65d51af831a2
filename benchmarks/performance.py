"""Keeps what the benchmarks measured, and writes it into docs/performance.md beside what is wanted.

python -m benchmarks.performance     writes the sections on big and many cohorts from docs/performance.json
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.places import ROOT

KEPT = ROOT / "docs/performance.json"
PAGE = ROOT / "docs/performance.md"

#: What is wanted of a million lesions: seconds, MB of a job, exponent; and of 100 cohorts: seconds of planning, ratio.
SECONDS, PEAK_MB, EXPONENT = 180, 4000, 1.1
PLANNED_S, RATIO = 10, 1.2


def write_section(path: Path, name: str, costs: Any) -> None:
    """Put what one benchmark measured into a JSON file, beside what the others did."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(kept | {name: costs}, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def sections(kept: dict[str, Any]) -> dict[str, str]:
    """The parts of the page that are made from what was measured, by the name of their mark."""
    parts = {}
    if "big_cohorts" in kept:
        parts["big cohorts"] = "\n".join(_big(kept["big_cohorts"]))
    if "many_cohorts" in kept:
        parts["many cohorts"] = "\n".join(_many(kept["many_cohorts"]))
    return parts


def with_sections(text: str, kept: dict[str, Any]) -> str:
    """The page with these parts between their marks."""
    for name, part in sections(kept).items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        text = marks.sub(lambda found, part=part: f"{found[1]}{part}\n{found[2]}", text)  # type: ignore[misc]
    return text


def _big(costs: dict[str, Any]) -> Iterator[str]:
    yield "| table | lesions | seconds | processor seconds | most memory of a job, MB | largest page, MB |"
    yield "|---|---|---|---|---|---|"
    for layout, own in costs.items():
        for lesions, run in sorted(own["runs"].items(), key=lambda entry: int(entry[0])):
            seconds = f"{run['elapsed_s']:.0f} | {run['processor_s']:.0f}"
            yield f"| {layout} | {int(lesions):,} | {seconds} | {run['peak_mb']:,} | {run['report_mb']:.1f} |"
    yield f"| wanted | 1,000,000 | {SECONDS} | | {PEAK_MB:,} | |"
    yield ""
    yield f"Exponents of processor time, wanted at most {EXPONENT:g}:"
    yield ""
    for layout, own in costs.items():
        steps = [f"{exponent:.2f} from {step}" for step, exponent in own["exponents"].items()]
        yield f"- {layout}: {'; '.join(steps) if steps else 'one size alone'}"
    yield ""
    yield from _jobs(costs)


def _jobs(costs: dict[str, Any]) -> Iterator[str]:
    """The jobs of the largest cohort."""
    largest, layout = max((lesions, layout) for layout, own in costs.items() for lesions in map(int, own["runs"]))
    yield f"Jobs of the {layout} table of {largest:,} lesions:"
    yield ""
    yield "| rule | processor seconds | most memory, MB |"
    yield "|---|---|---|"
    for job in costs[layout]["runs"][str(largest)]["jobs"]:
        yield f"| `{job['rule']}` | {job['processor']:.1f} | {job['peak']:,.0f} |"


def _many(costs: dict[str, Any]) -> Iterator[str]:
    yield "| | measured | wanted |"
    yield "|---|---|---|"
    planned = f"which jobs are to be run for {costs['planned_cohorts']} cohorts"
    yield f"| processor seconds until it is known {planned} | {costs['planned_s']:.1f} | {PLANNED_S} |"
    yield f"| processor seconds of a run of {costs['cohorts']} cohorts | {costs['processor_s']:.0f} | |"
    yield f"| the same, times as many single runs | {costs['ratio']:.2f} | {RATIO:g} |"
    yield f"| largest page, MB | {costs['report_mb']:.1f} | |"


def main() -> None:
    """Write the page."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    PAGE.write_text(with_sections(PAGE.read_text(encoding="utf-8"), kept), encoding="utf-8")


if __name__ == "__main__":
    main()
