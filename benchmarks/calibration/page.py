"""The page about the calibration: how it was done, what falls short, and from how many patients each method holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.calibration.design import (
    ALPHA,
    CEILING,
    COMPARED_PATIENTS,
    CORRELATIONS,
    LEVEL,
    MEAN,
    MOST_LESIONS,
    PATIENTS,
    POOLED_COHORTS,
    RESAMPLES,
    SD,
    Cell,
)
from benchmarks.calibration.families.event_times import INCIDENCE, LEAVES, MEDIAN, VISITS
from benchmarks.calibration.lines import Line
from benchmarks.calibration.population import (
    true_any_complete,
    true_complete,
    true_mean,
    true_median,
    true_pseudomedian,
)
from benchmarks.calibration.verdict import MARGINS, STANDARD_ERRORS, Verdict, monte_carlo_error
from casetrace.methods.register import METHODS

#: Lines of one method on one matter, over all cells or over those with, or without, the ceiling.
Lines = Sequence[Line]

#: Less than this share of the data sets with a result is said beside it.
NEARLY_ALL = 0.995

TEMPLATE = Path(__file__).with_name("page.md")


def page(lines: Lines) -> str:
    """The whole page, as Markdown.

    Parameters
    ----------
    lines
        The table of the calibration.
    """
    most = max(line.data_sets for line in lines)
    return TEMPLATE.read_text(encoding="utf-8").format(
        **_population(),
        data_sets=most,
        cells=len({(line.patients, line.icc, line.ceiling) for line in lines}),
        summary=_summary(lines),
        errors=STANDARD_ERRORS,
        margin=100 * STANDARD_ERRORS * monte_carlo_error(most),
        lines=len(lines),
        least=100 * (LEVEL - MARGINS["coverage"]),
        largest=100 * (ALPHA + MARGINS["size"]),
        untrusted=_fallen(lines, "not to be trusted"),
        short=_fallen(lines, "short"),
        thresholds=_thresholds(lines),
        worst=_worst(lines),
    )


def matters(lines: Lines) -> list[Lines]:
    """The lines of each method on each matter, in the order of the table."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.method, line.statistic, line.unit), []).append(line)
    return list(found.values())


def holds_from(lines: Lines, worst: Verdict) -> int | None:
    """The fewest patients from which on no verdict is worse than `worst`, or None where there are none.

    Parameters
    ----------
    lines
        Those of one method on one matter, with or without the ceiling.
    worst
        "holds" or "short".
    """
    allowed = {"holds"} if worst == "holds" else {"holds", "short"}
    fewest = None
    for patients in sorted({line.patients for line in lines}, reverse=True):
        if any(line.verdict not in allowed for line in lines if line.patients == patients):
            break
        fewest = patients
    return fewest


def _population() -> dict[str, object]:
    """What the template says of the population."""
    cut = [Cell(PATIENTS[0], correlation, ceiling=True) for correlation in CORRELATIONS]
    return {
        "patients": ", ".join(map(str, PATIENTS)),
        "correlations": ", ".join(f"{icc:g}" for icc in CORRELATIONS),
        "ceiling": CEILING,
        "lesions": MOST_LESIONS,
        "mean": MEAN,
        "sd": SD,
        "complete": 100 * true_complete(),
        "cut": true_mean(cut[0]),
        "medians": ", ".join(f"{true_median(cell):.2f} (ICC {cell.correlation:g})" for cell in cut),
        "pseudomedians": ", ".join(f"{true_pseudomedian(cell):.2f} (ICC {cell.correlation:g})" for cell in cut),
        "any_complete": ", ".join(f"{true_any_complete(icc):.4f} (ICC {icc:g})" for icc in CORRELATIONS),
        "cohorts": POOLED_COHORTS,
        "compared": COMPARED_PATIENTS,
        "resamples": RESAMPLES,
        "visits": len(VISITS),
        "incidence": 100 * INCIDENCE[-1],
        "leaves": 100 * LEAVES,
        "median": MEDIAN,
    }


def _summary(lines: Lines) -> str:
    """How many lines of the pipeline's methods have each verdict, and what nowhere falls short."""
    lines = [line for line in lines if line.method in METHODS]
    verdicts = Counter(line.verdict for line in lines)
    sound = [_name(group[0]) for group in matters(lines) if {line.verdict for line in group} <= {"holds", "not given"}]
    return (
        f"**In short.** Of {len(lines):,} lines (a method of the pipeline in a cell) {verdicts['holds']:,} hold, "
        f"{verdicts['short']:,} are short and\n{verdicts['not to be trusted']:,} not to be trusted; "
        f"for {verdicts['not given']:,} there are too few patients to have a result at all.\n\n"
        f"Nowhere short: {', '.join(sound) or 'none'}."
    )


def _fallen(lines: Lines, verdict: Verdict) -> str:
    """Where each method has a verdict."""
    rows = []
    for group in matters(lines):
        for ceiling in (False, True):
            fallen = [line for line in group if line.verdict == verdict and line.ceiling == ceiling]
            if fallen:
                rows.append([*_heads(group[0], ceiling), group[0].kind, _cells(fallen)])
    if not rows:
        return "None.\n"
    return _table(["method", "of", "unit", "ceiling", "what", "patients: percent (ICC)"], rows)


def _cells(lines: Lines) -> str:
    """The shares of some lines, by number of patients."""
    parts = []
    for patients in sorted({line.patients for line in lines}):
        shares = [f"{_percent(line)} ({line.icc:g})" for line in lines if line.patients == patients]
        parts.append(f"{patients}: {', '.join(shares)}")
    return "; ".join(parts)


def _thresholds(lines: Lines) -> str:
    """From how many patients each method holds, and from how many it is at least not beyond trust."""
    rows = []
    for group in matters(lines):
        looked_at = sorted({line.patients for line in group})
        cells = []
        for ceiling in (False, True):
            of_ceiling = [line for line in group if line.ceiling == ceiling]
            cells += [_from(holds_from(of_ceiling, "holds")), _from(holds_from(of_ceiling, "short"))]
        method, statistic, unit, _ = _heads(group[0], ceiling=False)
        rows.append([method, statistic, unit, f"{looked_at[0]} to {looked_at[-1]}", *cells])
    heads = ["uncut: holds", "uncut: not beyond trust", "ceiling: holds", "ceiling: not beyond trust"]
    return _table(["method", "of", "unit", "looked at", *heads], rows)


def _worst(lines: Lines) -> str:
    """The worst share of each method by ceiling and number of patients."""
    rows = []
    for group in matters(lines):
        for ceiling in (False, True):
            of_ceiling = [line for line in group if line.ceiling == ceiling]
            cells = [_worst_cell([line for line in of_ceiling if line.patients == patients]) for patients in PATIENTS]
            rows.append([*_heads(group[0], ceiling), group[0].kind, *cells])
    return _table(["method", "of", "unit", "ceiling", "what", *map(str, PATIENTS)], rows)


def _worst_cell(lines: Lines) -> str:
    given = [line for line in lines if line.coverage_or_size is not None]
    if not given:
        return "none given" if lines else "–"
    sign = 1 if given[0].kind == "coverage" else -1
    worst = min(given, key=lambda line: sign * (line.coverage_or_size or 0.0))
    mark = {"not to be trusted": "**", "short": "*"}.get(worst.verdict, "")
    fewest = min(line.given / line.data_sets for line in lines)
    return f"{mark}{_percent(worst)}{mark}" + (f" ({100 * fewest:.0f} % given)" if fewest < NEARLY_ALL else "")


def _heads(line: Line, ceiling: bool) -> list[str]:
    return [f"`{line.method}`", line.statistic.replace("_", " "), line.unit, "yes" if ceiling else "no"]


def _name(line: Line) -> str:
    return f"`{line.method}` ({line.statistic.replace('_', ' ')}, {line.unit}s)"


def _percent(line: Line) -> str:
    if line.coverage_or_size is None:
        return "none"
    percent = f"{100 * line.coverage_or_size:.2f}"
    return percent if line.promised == LEVEL else f"{percent} of {100 * line.promised:g}"


def _from(patients: int | None) -> str:
    return "nowhere" if patients is None else f"from {patients}"


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
