"""The levels of an ordered outcome: which one a text means, and texts that are levels though nobody declared them."""

from collections.abc import Iterable, Sequence
from functools import cache

from casetrace.words.categories import ANSWERS, folded

#: Words that mean the same level, in English, German, Danish and French. What is short for several things, such as NR,
#: is left out, and so is what one clinic calls none and another stable.
SAME = (
    "complete, complete response, complete remission, complete responder, CR, cleared, komplet, komplett, "
    "komplette remission, komplet remission, vollremission, vollständig, complète, rémission complète",
    "partial, partial response, partial remission, partial responder, PR, partiel, partiell, partielle, "
    "partielle remission, teilremission, teilweise, delvis, partielt, rémission partielle",
    "stable, stable disease, SD, stabil, stabile erkrankung, stabil sygdom, maladie stable",
    "progression, progressive, progressive disease, PD, progress, progredient, progrediens, maladie progressive",
    "none, no response, non-response, non-responder, nonresponder, keine, keins, kein ansprechen, ingen, "
    "intet respons, aucune, aucun, pas de réponse",
    "clear, completely clear, clear skin, erscheinungsfrei, blanchi",
    "almost clear, nearly clear, near clear, fast erscheinungsfrei, næsten clear, presque blanchi",
    "mild, slight, leicht, let, léger, légère",
    "moderate, mässig, mittelschwer, moderat, modéré, modérée",
    "severe, schwer, svær, sévère",
    f"yes, {ANSWERS['yes']}",
    f"no, {ANSWERS['no']}",
)
#: How many of these are words for a response, by which a column is known as one.
N_RESPONSES = 5
#: The words of answers mean a level where there are two alone: 1 is yes, but not of levels from 0 to 4.
N_ANSWERS = 2


@cache
def _groups() -> dict[str, int]:
    """The number of the group of words that a folded text is in."""
    return {folded(word): number for number, words in enumerate(SAME) for word in words.split(", ")}


def level_of(text: str, levels: Sequence[str]) -> int | None:
    """The level that a text means.

    Parameters
    ----------
    text
        A cell's text.
    levels
        The declared levels, in order.

    Returns
    -------
    int or None
        The number of the level, 0 for the first: the one that is written so, in any case and with any blanks, else the
        only one that means the same in words; None where the text means none of them, or several.
    """
    plain = " ".join(text.split()).casefold()
    names = [" ".join(level.split()).casefold() for level in levels]
    if plain in names:
        return names.index(plain)
    meanings = [(number, level) for number, level in enumerate(levels) if _number(level) == _number(text) is not None]
    if len(meanings) == 1:
        return meanings[0][0]
    group = _groups().get(folded(text))
    same = [number for number, level in enumerate(levels) if folded(level) == folded(text)]
    is_answer = group is not None and group >= len(SAME) - N_ANSWERS
    if not same and group is not None and (not is_answer or len(levels) == N_ANSWERS):
        same = [number for number, level in enumerate(levels) if _groups().get(folded(level)) == group]
    return same[0] if len(same) == 1 else None


def _number(text: str) -> float | None:
    """The number that a text is, so that 2.0 is 2; None where it is none."""
    plain = text.strip()
    return float(plain) if plain.replace(".", "", 1).isdecimal() else None


def first_of_each(texts: Iterable[str]) -> list[str]:
    """Texts in order, of those that mean the same the first alone."""
    firsts: dict[object, str] = {}
    for text in texts:
        firsts.setdefault(_groups().get(folded(text), folded(text)), text)
    return list(firsts.values())


def are_responses(texts: Iterable[str]) -> bool:
    """Whether texts are words for responses, such as complete, partial and none: at least two of them, and no other."""
    groups = {_groups().get(folded(text)) for text in texts}
    return len(groups) > 1 and all(group is not None and group < N_RESPONSES for group in groups)
