"""The words that stay: those that everybody has, and that tell nothing of a patient."""

import re
from collections.abc import Iterator
from functools import cache

from casetrace.config.schema import config_schema
from casetrace.ingest.names import last_resorts, synonyms
from casetrace.model.dictionary import SCHEMAS
from casetrace.words.categories import ANSWERS, COMPLETED, DISPOSITIONS, SEX
from casetrace.words.no_numbers import GONE, NOT_MEASURED
from casetrace.words.unit_names import UNITS
from casetrace.words.visit_words import BASELINE, BESIDE, DAY, MONTH, WEEK, YEAR

#: What spreadsheets and programs write where a formula has failed.
ERRORS = (
    "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#NV", "#WERT!", "#BEZUG!",
    "#ZAHL!", "#I/T", "#VÆRDI!", "Err:502", "Err:504", "Err:522", "inf", "-inf", "infinity",
)  # fmt: skip
#: Words that headers of clinics are made of beside the names of fields.
OF_HEADERS = (
    "size sizes reduction value score grade week weeks month months day days year years baseline before after pre post "
    "at of in the and no nr number id date visit follow up percent change diameter length width height volume area "
    "dose patient lesion event adverse treatment remarks comment comments notes name"
)
MONTHS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
)
#: A run of letters with what combines with them, or of digits.
TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*|\d+")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def known_texts() -> frozenset[str]:
    """Texts of whole cells that stay, casefolded: what is missing, failed or not measured, and how follow-up ended."""
    missing = config_schema(SCHEMAS / "config.schema.yaml")["$defs"]["table"]["properties"]["missing"]["default"]
    ends = [word for words in (*DISPOSITIONS.values(), *COMPLETED.values()) for word in words.split(", ")]
    texts = [*missing, *ERRORS, *NOT_MEASURED, *GONE, *ends, *DISPOSITIONS, *COMPLETED]
    return frozenset(text.strip().casefold() for text in texts if text)


@cache
def alternatives() -> dict[str, tuple[str, ...]]:
    """Words of few categories, casefolded, each with those from which another is drawn: yes and no, the sexes."""
    groups: list[tuple[str, ...]] = [("yes", "no"), ("true", "false"), ("ja", "nein"), ("oui", "non"), ("y", "n")]
    groups += [("female", "male"), ("f", "m"), ("woman", "man"), ("weiblich", "männlich")]
    words = [word for texts in (*SEX.values(), *ANSWERS.values()) for word in texts.split(", ") if word.isalpha()]
    drawn: dict[str, tuple[str, ...]] = {word.casefold(): (word.casefold(),) for word in words}
    return drawn | {word: group for group in groups for word in group}


@cache
def header_words() -> frozenset[str]:
    """Words that a header may keep, casefolded: names of fields, of units and of visits."""
    spellings = [text for texts in (*synonyms().values(), *last_resorts().values()) for text in texts]
    visits = "|".join((WEEK, MONTH, DAY, YEAR, BASELINE, BESIDE))
    texts = [*spellings, *synonyms(), *unit_words(), OF_HEADERS, *_alternatives_of(visits)]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


@cache
def unit_words() -> frozenset[str]:
    """Spellings of units, casefolded."""
    return frozenset(text.casefold() for name, unit in UNITS.items() for text in (name, *unit.spellings))


def _alternatives_of(pattern: str) -> Iterator[str]:
    """The words in a pattern of alternatives, those with an ending that may be missing in both forms."""
    for word in re.sub(r"\(\?:[^()]*\)|\[[^]]*\]", " ", pattern).split("|"):
        yield word.replace("?", "")
        yield re.sub(r".\?", "", word)
