"""Which texts of a table may not be in what is handed on, and whether one is."""

from collections.abc import Collection, Iterable

from casetrace.anonymise.replacing import TOKEN
from casetrace.anonymise.vocabulary import alternatives, header_words, known_texts

#: Letters from which the text of a cell tells something.
TELLING = 3
#: So many texts are looked for one by one.
FEW = 64


def hidden_texts(cells: Iterable[str]) -> frozenset[str]:
    """The texts of cells that may occur nowhere: all of three signs and more but marks and common words."""
    texts = {cell.strip() for cell in cells}
    return frozenset(text for text in texts if len(text) >= TELLING and not is_public(text))


def is_public(text: str) -> bool:
    """Whether the text of a cell tells nothing: a mark, a word for what is not there, words that name columns."""
    tokens = TOKEN.findall(text)
    folded = text.strip().casefold()
    if not tokens or folded in known_texts() or folded in alternatives():
        return True
    words = [token for token in tokens if not token.isdigit()]
    return bool(words) and all(
        token.casefold() in header_words() if not token.isdigit() else len(token) < TELLING for token in tokens
    )


def leaks(text: str, hidden: Collection[str]) -> bool:
    """Whether a text has one that is to be hidden in it."""
    by_length: dict[int, set[str]] = {}
    for one in hidden:
        by_length.setdefault(len(one), set()).add(one)
    return any(_has_one_of(text, ones, length) for length, ones in by_length.items())


def _has_one_of(text: str, ones: Collection[str], length: int) -> bool:
    if len(ones) < FEW:
        return any(one in text for one in ones)
    return any(text[start : start + length] in ones for start in range(len(text) - length + 1))
