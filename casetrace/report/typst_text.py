"""Texts as string literals of Typst, so that no text can be markup or code.

What a page can't show is replaced, and long words get places where they may be broken.
"""

import re
import unicodedata

from casetrace.report.document.prose import kept

#: Stands for a character that can't be printed: a control character, half of a pair of surrogates, a non-character.
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: White space that a line folds into one space; a space that does not break is not among it.
WHITE_SPACE = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: Commands that turn the direction of all that follows, a number beside the text among it, and marks of byte order.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
#: Hebrew, Arabic and the other scripts that are written from right to left.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
ISOLATED = "\u2068{}\u2069"

#: From how many characters on a name may be broken behind a sign in it.
LONG_NAME = 12
#: From how many characters on a piece without such a sign may be broken anywhere: longer than any word of prose.
LONG_WORD = 30
#: So many characters of a long word stay together.
CHUNK = 4
#: A point or comma within a number is no such sign.
BEHIND_SIGN = re.compile(r"(?<=[_./\\|=:;,&?])(?<!\d[.,](?=\d))(?=[^\s_./\\|=:;,&?])")
#: A place where a line may end within a word.
BREAK = "cut"


def literal(text: str) -> str:
    """A text as a string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def words(text: str) -> str:
    """A text of a line as code: string literals, with places where long words may be broken."""
    return f";{BREAK};".join(map(literal, _pieces_of_line(printable(text))))


def _pieces_of_line(text: str) -> list[str]:
    """A line in pieces, between which it may be broken; spaces stay in them."""
    result = [""]
    for part in re.split("( )", text):
        first, *others = pieces(part)
        result[-1] += first
        result += others
    return result


def printable(text: str) -> str:
    """A text as it is printed on a line; what is written from right to left leaves the text around it as it is."""
    folded = _shown(kept(WHITE_SPACE.sub(" ", text)))
    return ISOLATED.format(folded) if RIGHT_TO_LEFT.search(folded) else folded


def lines(text: str) -> str:
    """A text of several lines, all of its spaces kept."""
    return "\n".join(_shown(line.expandtabs(4)) for line in text.splitlines())


def _shown(text: str) -> str:
    return UNPRINTABLE.sub(REPLACEMENT, TURNING.sub("", text))


def pieces(word: str) -> list[str]:
    """What of a word stays together on a line."""
    if len(word) <= LONG_NAME:
        return [word]
    return [chunk for piece in BEHIND_SIGN.split(word) for chunk in _chunks(piece)]


def _chunks(piece: str) -> list[str]:
    if len(piece) <= LONG_WORD:
        return [piece]
    result = [""]
    for character in piece:
        is_joined = unicodedata.combining(character) or character in "\u200d\ufe0f" or result[-1].endswith("\u200d")
        if len(result[-1]) >= CHUNK and not is_joined:
            result.append("")
        result[-1] += character
    return result
