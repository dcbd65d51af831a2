"""Finds the delimiter and the quote of a text table.

CleverCSV (van den Burg, Nazábal and Sutton 2019, doi:10.1007/s10618-019-00646-y) proposes; its proposal stands unless
another delimiter makes a clearly more regular table, as happens in short files and where numbers have decimal commas.
"""

import functools
import itertools
import re

from casetrace.read.column_names import KnownHeaders
from casetrace.read.kinds import is_blank, is_filled, kind_of, table_width
from casetrace.read.records import Syntax, sample_cells

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_RECORDS = 300
PROPOSAL_BONUS = 1.25
LEAST_REGULARITY = 0.25
LONG_WORD = 2000

_SEP_LINE = re.compile('"?sep=([^\r\n"])"?[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


def sep_line(text: str) -> re.Match[str] | None:
    """Excel's first line `sep=;`, whose only group is the delimiter."""
    return _SEP_LINE.match(text)


def detected_syntax(text: str, config_headers: KnownHeaders, delimiter: str = "", quote: str | None = None) -> Syntax:
    """Delimiter and quote of a text.

    Parameters
    ----------
    text
        The text from its first line of the table's file; a sample of it is looked at.
    config_headers
        The headers that config names: where they come apart, the delimiter is right.
    delimiter, quote
        Those that config gives; empty and None to find them. An empty quote means that there are none.
    """
    sample = head_of(text, SAMPLE_CHARACTERS)
    candidates = [delimiter] if delimiter else [mark for mark in DELIMITERS if mark in sample]
    merit = functools.cache(lambda syntax: _merit(sample, syntax, config_headers))

    def syntax_for(proposed: str, proposed_quote: str) -> Syntax:
        syntaxes = [_quoted(sample, mark, proposed_quote, quote) for mark in candidates]
        if delimiter:
            return syntaxes[0]
        scores = {own: _with_bonus(merit(own), own.delimiter == proposed) for own in syntaxes}
        best = max(syntaxes, key=lambda own: scores[own], default=None)
        if best and (scores[best][0] or scores[best][1] >= LEAST_REGULARITY):
            return best
        return _quoted(sample, _unused(text), proposed_quote, quote)

    # CleverCSV takes long to import: it is asked only where there is a choice and one of its answers could change ours.
    is_choice = len(candidates) > 1 or (quote is None and "'" in sample)
    delimiters = ["", *candidates] if is_choice else [""]
    answers = {syntax_for(*proposal) for proposal in itertools.product(delimiters, ("", "'"))}
    if len(answers) == 1:
        return answers.pop()
    return syntax_for(*(("", "") if _has_long_word(sample) else _proposal(sample)))


def _has_long_word(sample: str) -> bool:
    """Whether something is embedded, such as an image as text, over which CleverCSV takes minutes."""
    return max(map(len, re.split(r"[\s,;|]", sample))) > LONG_WORD


def head_of(text: str, n_characters: int) -> str:
    """The first lines of a text, at most so many characters."""
    if len(text) <= n_characters:
        return text
    end = max(text.rfind("\n", 0, n_characters), text.rfind("\r", 0, n_characters)) + 1
    return text[: end or n_characters]


def _proposal(sample: str) -> tuple[str, str]:
    """CleverCSV's delimiter and quote, empty where it finds none."""
    from clevercsv.detect import Detector

    try:
        dialect = Detector().detect(sample, delimiters=list(DELIMITERS))
    except Exception:  # it raises many kinds on odd samples, and our own look at the table doesn't depend on it
        return "", ""
    return (dialect.delimiter or "", dialect.quotechar or "") if dialect else ("", "")


def _quoted(sample: str, delimiter: str, proposed: str, config_quote: str | None) -> Syntax:
    """The syntax with this delimiter: double quotes unless whole cells stand in single ones and none in double ones."""
    quote = config_quote
    if quote is None:
        single, double = _whole_cells(sample, delimiter, "'"), _whole_cells(sample, delimiter, '"')
        quote = "'" if not double and (single > 1 or (single and proposed == "'")) else '"'
    spaced = bool(quote and re.search(f"{re.escape(delimiter)} +{re.escape(quote)}[^{quote}]", sample))
    return Syntax(delimiter, quote, spaced)


def _whole_cells(sample: str, delimiter: str, quote: str) -> int:
    """How many cells stand in these quotes."""
    mark = re.escape(delimiter)
    cell = rf"(?:^|{mark})[ ]*{quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={mark}|\r|$)"
    return len(re.findall(cell, sample, re.MULTILINE))


def _merit(sample: str, syntax: Syntax, config_headers: KnownHeaders) -> tuple[int, float]:
    """Headers of config that come apart as several cells of a line, then how regular the table is."""
    records = [cells for cells in sample_cells(sample, syntax, SAMPLE_RECORDS) if not is_blank(cells)]
    width = table_width(records)
    if width < 2:
        return 0, 0.0
    headers = max(config_headers.found_in(cells) if len(cells) > 1 else 0 for cells in records)
    return headers, _regularity(records, width, syntax)


def _with_bonus(merit: tuple[int, float], is_proposed: bool) -> tuple[int, float]:
    """Headers and regularity, with what the proposed delimiter is given on top."""
    headers, regularity = merit
    return headers, regularity * (PROPOSAL_BONUS if is_proposed else 1)


def _regularity(records: list[list[str]], width: int, syntax: Syntax) -> float:
    """From 0 to 1: how many records below the titles have the table's width, and how clean their cells are."""
    start = next(number for number, cells in enumerate(records) if len(cells) == width)
    header = records[start - 1] if start and len(records[start - 1]) > width else records[start]
    rows = [cells for cells in records[start:] if len(cells) == width]
    share = len(rows) / (len(records) - start if len(rows) > 1 else len(records))
    foreign_delimiters = "".join(mark for mark in DELIMITERS if mark != syntax.delimiter)
    embedded_delimiter = re.compile(f"[{re.escape(foreign_delimiters)}](?! )")
    cells = [text for row in rows for text in row]
    clean = sum(_is_clean(text, embedded_delimiter) for text in cells) / len(cells)
    headed = 1.0 if any(is_filled(text) and kind_of(text) != "number" for text in header) else 0.3
    return share * clean * headed * (1 - 1 / width)


def _is_clean(text: str, embedded_delimiter: re.Pattern[str]) -> bool:
    """Whether a cell looks whole: no blank in front, as behind a comma in prose, and no other delimiter inside."""
    return not text.startswith(" ") and (not embedded_delimiter.search(text) or kind_of(text) == "number")


def _unused(text: str) -> str:
    """A delimiter for a table of one column: one that its texts don't hold."""
    return next((mark for mark in DELIMITERS if mark not in text), "\x1f")
