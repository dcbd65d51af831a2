"""Claims by readings: under which reading each claim of a paper holds."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from casetrace.claims.verdicts import NOT_CHECKABLE, VERDICTS
from casetrace.figures.audit_grid import BESIDE, JOINT, STATED, Claim, Grid, audit_grid
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MUTED, RULE, Look
from casetrace.figures.marks import note_at
from casetrace.figures.page import EDGE, Block, compose, gap, line, paragraph, write
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import HINTING, count, one_line, sentence, text_width, wrap
from casetrace.model.plan import read_plan

TITLE = "Statements of the article, and the analysis choices under which each agrees with the data"
NOTHING = "No statement could be checked."

#: Diameters of the marks, and how far apart columns are at most.
HOLDS, FAILS, WIDEST = 5.0, 2.6, 13.0

#: What the marks mean, of readings and of the assumption about the data.
KEYS = {True: "agrees", False: "disagrees"}
JOINT_KEYS = {True: "agrees under the joint assumption", False: "disagrees"}

#: Share of the width that the names of claims have at least, and at most.
LEAST_NAMES, MOST_NAMES = 0.38, 0.52

#: What stands above a group of claims, by verdict.
GROUPS: Mapping[str, str] = {name: sentence(style.label) for name, style in VERDICTS.items() if name != NOT_CHECKABLE}


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's audit."""
    treatment = read_plan(source.files["plan"]).treatment
    grid = audit_grid(source.table("claims"), source.table("readings"), source.table("assumptions"), treatment)
    return draw(grid, source.look)


def draw(grid: Grid, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    if not grid.claims:
        return Drawing(compose(look, [paragraph(NOTHING, look)]), grid.data, TITLE, NOTHING)
    columns = fitting_columns(grid, look)
    places = _places(grid, columns, look)
    blocks = [_headings(grid, places, look), gap(2)]
    for verdict in GROUPS:
        claims = [claim for claim in grid.claims if claim.verdict == verdict]
        if claims:
            blocks += [_group(verdict, len(claims), look), *(_row(claim, grid, places, look) for claim in claims)]
    blocks.append(gap(3))
    blocks += [*_legend(JOINT in columns, look), *(paragraph(note, look) for note in _notes(grid, columns))]
    return Drawing(compose(look, blocks), grid.data, TITLE, _description(grid))


def fitting_columns(grid: Grid, look: Look) -> list[str]:
    """The columns that fit beside the names; where not all do, those under which most claims come to hold."""
    room = (1 - LEAST_NAMES) * look.width - 2 * EDGE
    n_columns = max(2, int(room / _narrowest(look)))
    columns = list(grid.columns)
    ends = [name for name in columns if name in (STATED, JOINT)]
    middle = [name for name in columns if name not in ends]
    kept = sorted(middle, key=lambda name: -grid.helps(name))[: n_columns - len(ends)]
    return [name for name in columns if name in ends or name in kept]


def _narrowest(look: Look) -> float:
    """How close columns can be: a line of text, which stands upright above each."""
    return look.line + 0.6


def _places(grid: Grid, columns: Sequence[str], look: Look) -> dict[str, float]:
    """How far from the left the middle of each column is."""
    widest = max(text_width(claim.label, look.small) for claim in grid.claims)
    room = look.width - 2 * EDGE
    names = min(widest + 6, MOST_NAMES * look.width)
    step = min(WIDEST * look.scale, (room - names) / len(columns))
    if step < _narrowest(look):
        step = _narrowest(look)
        names = room - step * len(columns)
    return {name: EDGE + names + (index + 0.5) * step for index, name in enumerate(columns)}


def _names_width(places: dict[str, float], look: Look) -> float:
    """Room for the names of claims."""
    return min(places.values()) - EDGE - _narrowest(look) / 2 - 2


def _headings(grid: Grid, places: dict[str, float], look: Look) -> Block:
    """What each column is, upright above it."""
    texts = {name: grid.columns[name] for name in places}
    height = max(text_width(text, look.small) for text in texts.values()) + 2

    def draw_headings(figure: Figure, box: Box) -> None:
        for name, text in texts.items():
            middle = box.bottom + text_width(text, look.small) / HINTING / 2 + 1
            write(figure, text, places[name], middle, size=look.small, align="center", rotation=90)

    return Block(height, draw_headings)


def _group(verdict: str, number: int, look: Look) -> Block:
    """What the verdict on the claims below is, and how many there are."""
    text = f"{GROUPS[verdict]} ({number})"

    def draw_group(figure: Figure, box: Box) -> None:
        write(figure, text, box.left, box.bottom + 0.5 * look.line + 1, size=look.small, weight="bold")
        line(figure, [(box.left, box.bottom), (box.right, box.bottom)], color=MUTED, linewidth=0.5)

    return Block(look.line + 6, draw_group)


def _row(claim: Claim, grid: Grid, places: dict[str, float], look: Look) -> Block:
    """A claim with a mark for each reading that applies to it."""
    lines = wrap(claim.label, _names_width(places, look), look.small, lines=2)
    height = len(lines) * look.line + 2

    def draw_row(figure: Figure, box: Box) -> None:
        middle = (box.bottom + box.top) / 2
        line(figure, [(box.left, box.bottom), (box.right, box.bottom)], color=RULE, linewidth=0.25)
        for index, text in enumerate(lines):
            y = middle + ((len(lines) - 1) / 2 - index) * look.line
            write(figure, text, box.left, y, size=look.small)
        row_holds = {name: grid.holds[claim.claim_id, name] for name in places if (claim.claim_id, name) in grid.holds}
        for holds in (True, False):
            for joint in (True, False):
                positions = [
                    places[name] for name in row_holds if row_holds[name] == holds and (name == JOINT) == joint
                ]
                _marks(figure, positions, middle, holds, joint)
        for name, holds in row_holds.items():
            title = f"{claim.label}, {grid.columns[name]}: {KEYS[holds]}"
            result = grid.results.get(claim.claim_id, "") if name == STATED else ""
            note_at(figure, places[name], middle, title, result)

    return Block(height, draw_row)


def _marks(figure: Figure, places: Sequence[float], y: float, holds: bool, joint: bool) -> None:
    """Filled where a claim holds, a small ring where it does not; a diamond for the assumption about the data."""
    if not places:
        return
    line(
        figure, [(x, y) for x in places], linestyle="none", marker="D" if joint else "o",
        markersize=(0.85 if joint else 1.0) * (HOLDS if holds else FAILS),
        markerfacecolor=INK if holds else "white", markeredgecolor=INK if holds else MUTED,
        markeredgewidth=0.0 if holds else 0.6,
    )  # fmt: skip


def _legend(with_joint: bool, look: Look) -> list[Block]:
    """What the marks mean."""
    rows = [(False, KEYS), *([(True, JOINT_KEYS)] if with_joint else [])]

    def draw_legend(figure: Figure, box: Box) -> None:
        for index, (joint, keys) in enumerate(rows):
            left, middle = box.left, box.top - (index + 0.5) * (look.line + 1)
            for holds, text in keys.items():
                _marks(figure, [left + HOLDS / 2], middle, holds, joint)
                write(figure, text, left + HOLDS + 3, middle, size=look.small)
                left += HOLDS + 3 + text_width(text, look.small) + 9

    return [Block(len(rows) * (look.line + 1) + 1, draw_legend)]


def _notes(grid: Grid, columns: Sequence[str]) -> list[str]:
    """What the figure assumes, and what it leaves out."""
    notes = ["No mark: the analysis choice does not apply to the statement."]
    if JOINT in columns:
        notes.append(f"Joint assumption (an inference, not data): {one_line(grid.joint)}.")
    if BESIDE in columns:
        notes.append("Printed numbers: agreement with other printed numbers, regardless of the data.")
    if grid.left_out:
        notes.append(f"{count(grid.left_out, 'more statement')} in the data of the figure.")
    if len(columns) < len(grid.columns):
        notes.append(f"{count(len(grid.columns) - len(columns), 'more analysis choice')} in the data of the figure.")
    if grid.not_checkable:
        notes.append(f"{count(grid.not_checkable, 'statement')} could not be checked.")
    return notes


def _description(grid: Grid) -> str:
    """The claims for readers who cannot see them."""
    parts = []
    for verdict, heading in GROUPS.items():
        names = [claim.label for claim in grid.claims if claim.verdict == verdict]
        if names:
            parts.append(f"{heading}: {'; '.join(names)}.")
    return " ".join(parts)
