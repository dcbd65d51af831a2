"""A seeded campaign: the real table, damaged at random, ends in results or in one message, never in anything else.

`python -m tests.stages.damaged_tables` runs all of it and writes the tally to docs/damaged-tables.md; `make test` runs
a sample.
"""

import csv
import io
import random
import re
import tempfile
from collections import Counter
from pathlib import Path

from scripts.jobs.errors import UserError
from tests.stages.running import ROOT, Run, check_message, real_cohort, real_texts, run_stages

SAMPLE = 20
ALL = 500
DOCUMENT = ROOT / "docs" / "damaged-tables.md"

#: Texts to put into cells of the real table, some right elsewhere, most wrong.
TEXTS = [
    "", "-", "0", "1", "-3", "abc", "1e5", "nan", "6/", "/", "0/100", "5/5/5", "Lost to follow-up", "SSc/", "SSc/59",
    "Fingertip", "fingertip", "999", "3.5", "3,5", " 7 ", "Single injection", "120 (150-60)", "12.5.3", "(", '"',
    "a\nb", "No", "Died", "\ufeff", "٣", "2", "6", "=1+1", "12.5 (1–2)",
    "Repeated injection every week for 99999 weeks",
]  # fmt: skip
CHANGES = {"cell": 14, "double": 1, "remove": 1, "shorten": 1, "lengthen": 1, "blank": 1, "shuffle": 1}


def damaged(seed: int) -> str:
    """The real table with one to four changes to its cells and rows, and now and then cut off."""
    draw = random.Random(seed)
    rows = list(csv.reader(io.StringIO(real_texts()[0])))
    for _ in range(draw.randint(1, 4)):
        _damage(rows, draw)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue() if draw.random() > 0.1 else text.getvalue()[: draw.randrange(len(text.getvalue()))]


def _damage(rows: list[list[str]], draw: random.Random) -> None:
    row = draw.randrange(draw.random() > 0.1, len(rows))
    (change,) = draw.choices(list(CHANGES), list(CHANGES.values()))
    if change == "cell":
        rows[row][draw.randrange(len(rows[row]))] = draw.choice(TEXTS)
    elif change == "double":
        rows.append(list(rows[row]))
    elif change == "remove":
        del rows[row]
    elif change == "shorten":
        rows[row] = rows[row][:-1] or [""]
    elif change == "lengthen":
        rows[row] = [*rows[row], "x"]
    elif change == "blank":
        rows.insert(row, [""] * len(rows[0]))
    else:
        rows[1:] = draw.sample(rows[1:], len(rows) - 1)


def ending(folder: Path, seed: int, undamaged: Run) -> str:
    """How the run of one damaged table ends, in words.

    Raises
    ------
    Exception
        Whatever the pipeline raises beside `UserError`: a fault that the campaign is there to find.
    """
    try:
        run = run_stages(folder, damaged(seed), real_cohort(), real_texts()[1])
    except UserError:
        message = check_message(Run(folder))
        assert re.match(r"Cohort made-up: \d+ errors? in its data\.\n1\. ", message), message
        assert not (folder / "out" / "check").exists()
        return "a message that names the places, and no results"
    rows = run.statistics
    assert (rows["estimate"].notna() == (rows["status"] != "refused")).all()
    same = rows["estimate"].equals(undamaged.statistics["estimate"])
    return "the same numbers" if same else "other numbers, from a table that is whole in itself"


def campaign(seeds: int) -> Counter[str]:
    """How the runs of many damaged tables end."""
    endings: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        undamaged = run_stages(_empty(folder, "undamaged"), real_texts()[0], real_cohort(), real_texts()[1])
        for seed in range(seeds):
            endings[ending(_empty(folder, str(seed)), seed, undamaged)] += 1
    return endings


def _empty(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir()
    return path


def document(endings: Counter[str]) -> str:
    """The tally as Markdown."""
    lines = [
        "# Damaged tables",
        "",
        f"The table of the first cohort, damaged in {endings.total()} seeded ways: one to four cells replaced, rows",
        "doubled, removed, shortened, lengthened, blanked or shuffled, the file cut off. `make test-full` runs all of",
        f"them and writes this tally; `make test` runs the first {SAMPLE}. None may end in a traceback, in results",
        "beside an error, or in a result without a number that does not say why.",
        "",
        "| ends in | tables |",
        "|---|---|",
        *(f"| {name} | {endings[name]} |" for name in sorted(endings)),
        "| anything else | 0 |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(campaign(ALL)), encoding="utf-8")
    print(DOCUMENT.read_text(encoding="utf-8"))
