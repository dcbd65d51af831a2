"""Which texts of a table may not be in what is handed on, and whether one is."""

from collections.abc import Iterable

from casetrace.anonymise.vocabulary import TOKEN, alternatives, header_words, known_texts

#: Letters from which the text of a cell tells something.
TELLING = 3


class HiddenTexts:
    """Texts that may occur nowhere.

    Parameters
    ----------
    texts
        The texts.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._by_length: dict[int, set[str]] = {}
        for text in texts:
            self._by_length.setdefault(len(text), set()).add(text)

    @classmethod
    def of_cells(cls, cells: Iterable[str]) -> "HiddenTexts":
        """The texts of cells: all of three signs and more, but marks and common words."""
        texts = {cell.strip() for cell in cells}
        return cls(text for text in texts if len(text) >= TELLING and not is_public(text))

    def occur_in(self, text: str) -> bool:
        """Whether one of them is a part of a text."""
        return any(
            text[start : start + length] in ones
            for length, ones in self._by_length.items()
            for start in range(len(text) - length + 1)
        )


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
