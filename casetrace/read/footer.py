"""Finds the lines below a table that are no rows: sources, notes, totals, legends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casetrace.read.kinds import column_kinds, filled_cells, is_blank, is_filled, kind_of

MOST_LINES = 60
SAMPLE_ROWS = 300

_NOTE = re.compile(
    r"(?:sources?|notes?|n\.?b\.?|remarks?|comments?|legend|key|abbreviations?|footnotes?|disclaimer|data from|courtesy"
    r"|exported|printed|generated|created|extracted|last updated|report(?:ed)?|copyright|quelle|anmerkung(?:en)?"
    r"|hinweis|legende|stand|kilde|noter?|fuente|notas?|leyenda|fonte|bron|opmerking(?:en)?|källa|remarque|légende)\b.{0,30}?[:.]"
    r"|(?:sources?|notes?|legende?|key|codes?|coding|abbreviations?|page \d+(?: (?:of|/) \d+)?)$"
    r"|end of (?:file|report|table|list|export)$"
    r"|(?:exported|printed|generated|created|extracted|last updated) (?:on|by|from|at)\b"
    r"|[©*†‡§]+\s*\S|\(?\s*n\s*=\s*\d+|-{3,}|={3,}",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(?:(?:grand|sub)[- ]?)?(?:totals?|sums?|means?|averages?|avg|medians?|std|std\.? ?dev\.?|sd|minimum|maximum|min"
    r"|max|summe|gesamt|mittelwert|durchschnitt|i alt|gennemsnit|totaal|gemiddelde|totale|moyenne|promedio|summa|medel)"
    r"\s*(?:\(.*\)|[:±].*)?",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"(?:legende?s?|key|codes?|coding|abbreviations?|leyenda)\b\W*", re.IGNORECASE)
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Body:
    """What the rows of a table look like.

    Attributes
    ----------
    width
        Cells of a row.
    lead
        Number of the first column with a name, counted from 0; it mostly holds the patient.
    kind
        What its cells look like, such as `number`; `text` where they don't agree.
    texts
        Its texts.
    least
        The fewest filled cells of a row.
    """

    width: int
    lead: int
    kind: str
    texts: frozenset[str]
    least: int


def footer_start(rows: Sequence[list[str]], width: int, lead: int) -> int:
    """The number of the first footer line among the records below the header; their number where there is no footer.

    Parameters
    ----------
    rows
        The records below the header and the units, with the blank ones.
    width
        Cells of a row.
    lead
        Number of the first column with a name, counted from 0.

    Notes
    -----
    A record is set aside only if what it says marks it (`Source: …`, `Total`, `n = 7`), or it is prose in the first
    column where all others have an identifier. Below a blank line, a block that starts so is set aside with it if it
    fills fewer cells than any row, or at most half of them below the word legend. A row with nothing but its
    identifier stays a row.
    """
    filled = [number for number, cells in enumerate(rows) if not is_blank(cells)]
    end = _block_start(rows, filled, width, lead)
    while end:
        body = _body(rows, filled[: end - 1], width, lead)
        if not _is_footer(rows[filled[end - 1]], body):
            break
        end -= 1
    return filled[end] if end < len(filled) else len(rows)


def _block_start(rows: Sequence[list[str]], filled: list[int], width: int, lead: int) -> int:
    """Where a block of footer lines below a blank line starts, as a place in `filled`; its length if there is none."""
    for place in range(max(1, len(filled) - MOST_LINES), len(filled)):
        if filled[place] == filled[place - 1] + 1:
            continue
        body = _body(rows, filled[:place], width, lead)
        block = [rows[number] for number in filled[place:]]
        opening = next(text for text in block[0] if is_filled(text)).strip()
        limit = max(body.least - 1, body.width // 2 if _LEGEND.match(opening) else 0)
        if _is_footer(block[0], body, after_blank=True) and all(
            filled_cells(cells) <= limit or _is_footer(cells, body, after_blank=True) for cells in block
        ):
            return place
    return len(filled)


def _body(rows: Sequence[list[str]], numbers: list[int], width: int, lead: int) -> Body:
    sample = [rows[number] for number in numbers[:SAMPLE_ROWS]]
    kind = column_kinds(sample, lead + 1)[lead]
    texts = frozenset(cells[lead].strip() for cells in sample if lead < len(cells))
    return Body(width, lead, kind, texts, min(map(filled_cells, sample), default=width))


def _is_prose(text: str) -> bool:
    """Whether a text has two words; found from both ends, since a pattern would try all ways to part a long one."""
    first, last = _TWO_LETTERS.search(text), _TWO_LETTERS.search(text[::-1])
    if first is None or last is None:
        return False
    return any(character.isspace() for character in text[first.end() : len(text) - last.end()])


def _is_footer(cells: list[str], body: Body, *, after_blank: bool = False) -> bool:
    """Whether a record below all rows is none; `after_blank` where a blank line is above it."""
    first_filled = next(number for number, text in enumerate(cells) if is_filled(text))
    text = cells[first_filled].strip()
    n_filled = filled_cells(cells)
    if body.width == 1 and not after_blank and body.kind == "text":
        return False
    is_sparse = n_filled <= max(1, body.width // 2)
    is_irregular = is_sparse or len(cells) != body.width or (first_filled <= body.lead and body.kind != "text")
    cut_at_commas = any(cell.startswith(" ") for cell in cells)  # as a sentence is
    if _NOTE.match(text) and (is_irregular or cut_at_commas):
        return True
    if first_filled <= body.lead and (text in body.texts or (body.kind != "text" and kind_of(text) == body.kind)):
        return False
    if _SUMMARY.fullmatch(text) and (len(text) > 3 or body.kind != "text"):  # Max may be a patient's name
        return first_filled <= body.lead
    ragged = len(cells) < body.width and is_sparse
    unlike_row = body.kind != "text" or (ragged and len(text.split()) >= 4) or after_blank
    return first_filled <= body.lead and unlike_row and (n_filled == 1 or ragged) and _is_prose(text)
