"""Finds the delimiter and the quote of a text table.

CleverCSV (van den Burg, Nazábal and Sutton 2019, doi:10.1007/s10618-019-00646-y) proposes; its proposal stands unless
another delimiter makes a clearly more regular table, as happens in short files and where numbers have decimal commas.
"""

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
    # With one delimiter and one quote to choose from there is nothing to propose, and CleverCSV takes long to import.
    no_choice = len(candidates) <= 1 and (quote is not None or "'" not in sample)
    proposed, proposed_quote = ("", "") if no_choice or _has_long_word(sample) else _proposal(sample)
    syntaxes = [_quoted(sample, mark, proposed_quote, quote) for mark in candidates]
    if delimiter:
        return syntaxes[0]
    scores = {syntax: _merit(sample, syntax, config_headers, proposed) for syntax in syntaxes}
    best = max(syntaxes, key=lambda syntax: scores[syntax], default=None)
    if best and (scores[best][0] or scores[best][1] >= LEAST_REGULARITY):
        return best
    return _quoted(sample, _unused(text), proposed_quote, quote)


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


def _merit(sample: str, syntax: Syntax, config_headers: KnownHeaders, proposed: str) -> tuple[int, float]:
    """Headers of config that come apart as several cells of a line, then how regular the table is."""
    records = [cells for cells in sample_cells(sample, syntax, SAMPLE_RECORDS) if not is_blank(cells)]
    width = table_width(records)
    if width < 2:
        return 0, 0.0
    headers = max(config_headers.found_in(cells) if len(cells) > 1 else 0 for cells in records)
    return headers, _regularity(records, width, syntax) * (PROPOSAL_BONUS if syntax.delimiter == proposed else 1)


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
