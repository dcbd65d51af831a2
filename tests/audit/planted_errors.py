"""Plants one error in a truthful paper: in one of its numbers, in its table, or in what it counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casetrace.audit.audit import Audit
from tests.audit.papers import Series, Written, rounded

#: How often an error is drawn until one changes what is printed.
DRAWS = 200


@dataclass(frozen=True)
class Planted:
    """A paper with one error.

    Attributes
    ----------
    series
        What the table shows.
    claims
        What the paper prints.
    wrong
        Numbers of the claims that the table does not bear out.
    explains
        Whether an audit names the error, exactly or by its kind.
    """

    series: Series
    claims: list[Written]
    wrong: list[int]
    explains: Callable[[Audit], tuple[bool, bool]]


Plant = Callable[[Series, list[Written], np.random.Generator], Planted | None]


def _of_claim(claims: list[Written], number: int, reported: str) -> list[Written]:
    return [*claims[:number], replace(claims[number], reported=reported), *claims[number + 1 :]]


def _named(number: int, name: str) -> Callable[[Audit], tuple[bool, bool]]:
    """Whether the assumption given for a claim is the one that was planted."""

    def explains(audit: Audit) -> tuple[bool, bool]:
        found = name in str(audit.claims["assumption_id"].iloc[number])
        return found, found

    return explains


def _misprinted(series: Series, claims: list[Written], number: int, reported: str, name: str) -> Planted | None:
    own = _of_claim(claims, number, reported)
    return None if own[number].agrees(series) else Planted(series, own, [number], _named(number, name))


def swapped_digits_of_a_claim(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """Two neighbouring digits of a printed number are swapped."""
    number = int(rng.integers(len(claims)))
    text = claims[number].reported
    places = [index for index in range(len(text) - 1) if text[index : index + 2].isdigit()]
    if not places or " to " in text:
        return None
    at = int(rng.choice(places))
    return _misprinted(series, claims, number, f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}", "digits_swapped")


def _in_another_way(
    series: Series, claims: list[Written], rng: np.random.Generator, name: str, **change: object
) -> Planted | None:
    """A number is computed of another statement than the one that is printed."""
    number = int(rng.integers(len(claims)))
    own = claims[number]
    fits = own.statement.measure in ("reduction", "complete") and own.statement.kind != "range"
    if not fits or all(getattr(own.statement, key) == value for key, value in change.items()):
        return None
    if "enrolled" in change and own.statement.kind != "percent":
        return None
    if "everybody" in change and not (own.statement.site and own.statement.kind == "percent"):
        return None
    truth = replace(own.statement, **change).truth(series)  # type: ignore[arg-type]
    if not truth:
        return None
    reported = rounded(truth[0], own.decimals, half_up=True)
    return _misprinted(series, claims, number, reported, name)


def wrong_unit(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """What is said of lesions is computed over patients, or the reverse."""
    return _in_another_way(series, claims, rng, "unit=", unit=str(rng.choice(["lesion", "patient"])))


def wrong_denominator(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """The share of those seen is of everybody enrolled, or the reverse; that of a site is of all lesions."""
    if rng.random() < 1 / 3:
        return _in_another_way(series, claims, rng, "denominator=", everybody=True)
    return _in_another_way(series, claims, rng, "denominator=", enrolled=bool(rng.random() < 0.5))


def wrong_visit(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """A number is that of another visit."""
    return _in_another_way(series, claims, rng, "visit=", visit=int(rng.choice([1, 2])))


def _of_data(shown: Series, claims: list[Written], exact: str, kind: Sequence[str]) -> Planted | None:
    """An error of the data: named by the best joint assumption, or for one of the claims."""
    wrong = [number for number, one in enumerate(claims) if not one.agrees(shown)]

    def explains(audit: Audit) -> tuple[bool, bool]:
        first = set(audit.assumptions["assumption_id"].head(1)) | set(audit.claims["assumption_id"])
        found = any(name == exact or name.startswith(f"{exact}:") for name in first)
        return found, any(name.startswith(tuple(kind)) for name in first)

    return Planted(shown, claims, wrong, explains) if wrong else None


def swapped_digits_of_a_cell(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """The two digits of a size are swapped in the table."""
    number, visit = int(rng.integers(len(series.lesions))), int(rng.integers(3))
    size = series.lesions[number].sizes[visit]
    if size is None or size < 10 or size % 11 == 0 or (visit == 0 and size % 10 == 0):
        return None
    shown = series.with_size(number, visit, int(str(size)[::-1]))
    column = ("baseline.size_mm", "value.size_mm.week_4", "value.size_mm.week_12")[visit]
    return _of_data(shown, claims, f"mistyped:{column}:{series.names[number]}:{size}", ["mistyped:"])


def row_missing_from_the_table(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """The table lacks a lesion that the claims count."""
    number = int(rng.integers(len(series.lesions)))
    shown = series.without(number)
    alone = series.lesions[number].patient not in shown.patients
    name = "missing_patient" if alone else "missing_lesion"
    return _of_data(shown, claims, name, ["missing_"])


def row_left_out_of_the_claims(series: Series, claims: list[Written], rng: np.random.Generator) -> Planted | None:
    """The paper computed everything without one lesion of its table."""
    number = int(rng.integers(len(series.lesions)))
    counted = series.without(number)
    own = []
    for one in claims:
        truth = one.statement.truth(counted)
        if not truth:
            return None
        texts = [rounded(value, one.decimals, half_up=True) for value in truth]
        own.append(replace(one, reported=" to ".join(texts)))
    return _of_data(series, own, f"left_out:{series.names[number]}", ["left_out:", "not_evaluated:"])


ERRORS: dict[str, Plant] = {
    "two digits of a claim swapped": swapped_digits_of_a_claim,
    "two digits of a cell swapped": swapped_digits_of_a_cell,
    "a row missing from the table": row_missing_from_the_table,
    "a row left out of the claims": row_left_out_of_the_claims,
    "wrong denominator": wrong_denominator,
    "wrong unit": wrong_unit,
    "number of another visit": wrong_visit,
}


def planted(name: str, series: Series, claims: list[Written], rng: np.random.Generator) -> tuple[Planted | None, int]:
    """A paper with an error that changes what is printed, and how many draws it took; None where none was found."""
    for draw in range(1, DRAWS + 1):
        found = ERRORS[name](series, claims, rng)
        if found:
            return found, draw
    return None, DRAWS
