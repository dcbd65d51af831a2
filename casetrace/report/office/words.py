"""The words that a Word file has of its own, by language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What captions are called, and the table of the sources of the numbers."""

    table: str
    figure: str
    sources: str
    introduction: str
    key: str
    shown: str
    result: str
    column: str
    caution: str


WORDS = {
    "en": Words(
        table="Table",
        figure="Figure",
        sources="Sources of the numbers",
        introduction="Each number of a result is in a content control. The tag of the control is the key of a row "
        "of this table, which gives the result and the column of statistics.csv. Delete this section before "
        "submission.",
        key="Key",
        shown="In the text",
        result="Result",
        column="Column",
        caution="to be interpreted with caution",
    ),
    "da": Words(
        table="Tabel",
        figure="Figur",
        sources="Tallenes kilder",
        introduction="Hvert tal fra et resultat står i et indholdskontrolelement. Elementets mærke er nøglen til en "
        "række i denne tabel, som angiver resultatet og kolonnen i statistics.csv. Slet dette afsnit før indsendelse.",
        key="Nøgle",
        shown="I teksten",
        result="Resultat",
        column="Kolonne",
        caution="skal tolkes med forbehold",
    ),
}


#: What captions begin with, in any language.
CAPTION_NAMES = frozenset(name for words in WORDS.values() for name in (words.table, words.figure))


def words_in(language: str) -> Words:
    """The words of a language, such as `en-GB`.

    Raises
    ------
    ValueError
        Where a Word file can't be written in it.
    """
    spoken = language.partition("-")[0].lower()
    if spoken not in WORDS:
        raise ValueError(f"{language}: no language of a Word file; expected one of {', '.join(WORDS)}")
    return WORDS[spoken]
