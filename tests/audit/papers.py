"""Made-up case series and truthful claims about them, computed record by record with no code of the audit."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from casetrace.audit.study import Study
from tests.audit.cohorts import WEEKS, study

SITES = ("Knee", "Elbow", "Hand")
MISSING = 0.1


@dataclass(frozen=True)
class Lesion:
    """A lesion with its sizes at baseline and at the visits, in whole millimetres; None where it was not seen."""

    patient: str
    sizes: tuple[int | None, ...]
    treatments: int
    site: str


@dataclass(frozen=True)
class Series:
    """A case series: its lesions, the ages of its patients, and whether its table prints percentages."""

    lesions: tuple[Lesion, ...]
    ages: dict[str, int]
    printed: bool

    @property
    def patients(self) -> list[str]:
        return list(dict.fromkeys(lesion.patient for lesion in self.lesions))

    @property
    def names(self) -> list[str]:
        """Names of the lesions, lettered within the patient."""
        owners = [lesion.patient for lesion in self.lesions]
        return [f"{owner}{'abcdefgh'[owners[:index].count(owner)]}" for index, owner in enumerate(owners)]

    def without(self, number: int) -> "Series":
        return replace(self, lesions=(*self.lesions[:number], *self.lesions[number + 1 :]))

    def with_size(self, number: int, visit: int, size: int) -> "Series":
        own = self.lesions[number]
        sizes = (*own.sizes[:visit], size, *own.sizes[visit + 1 :])
        return replace(self, lesions=(*self.lesions[:number], replace(own, sizes=sizes), *self.lesions[number + 1 :]))

    def as_study(self) -> Study:
        return study(
            [list(lesion.sizes) for lesion in self.lesions],
            [lesion.patient for lesion in self.lesions],
            printed=self.printed,
            age_years=[float(self.ages[patient]) for patient in self.patients],
            n_treatments=[lesion.treatments for lesion in self.lesions],
            site=[lesion.site for lesion in self.lesions],
        )


def made_up(rng: np.random.Generator) -> Series:
    """A series of 5 to 40 patients with one to three lesions each, some of them in complete response or not seen."""
    lesions: list[Lesion] = []
    patients = [str(number) for number in range(1, int(rng.integers(5, 41)) + 1)]
    for patient in patients:
        for _ in range(int(rng.choice([1, 1, 1, 2, 3]))):
            baseline = int(rng.integers(4, 100))
            first = round(baseline * (1 - rng.beta(1.2, 1.5) * rng.uniform(0.4, 1)))
            second = 0 if rng.random() < 0.3 else round(first * rng.uniform(0.1, 1))
            seen = None if rng.random() < MISSING else int(second)
            sizes = (baseline, int(first), seen)
            lesions.append(Lesion(patient, sizes, int(rng.integers(1, 6)), str(rng.choice(SITES))))
    ages = {patient: int(rng.integers(20, 85)) for patient in patients}
    return Series(tuple(lesions), ages, bool(rng.random() < 0.5))


@dataclass(frozen=True)
class Statement:
    """One statement about a series, which can be written as a claim and computed.

    Attributes
    ----------
    kind, measure
        The kind of claim, and what it is about.
    visit
        Number of the visit, 0 for the baseline.
    unit, enrolled, site
        Its unit, whether a missing value counts as no, and the site that it is about.
    everybody
        Whether a share is of everybody, though it is said of a site: an error.
    """

    kind: str
    measure: str
    visit: int = 0
    unit: str = ""
    enrolled: bool = False
    site: str = ""
    everybody: bool = False

    @property
    def cells(self) -> dict[str, str]:
        """The cells of claims.csv but for the number."""
        week = WEEKS[self.visit - 1] if self.visit else 0
        quantity = {
            "reduction": f"percent_reduction.size_mm.week_{week}",
            "complete": f"response.size_mm.week_{week}=complete",
            "baseline": "baseline.size_mm",
        }.get(self.measure, self.measure)
        site = f"site={self.site}" if self.site else ""
        population = " & ".join(filter(None, ["enrolled" if self.enrolled else "", site]))
        return {"kind": self.kind, "quantity": quantity, "population": population, "unit": self.unit}

    def truth(self, series: Series) -> list[Fraction | float]:
        """The number, the two ends of a range; nothing where there is nobody to compute it from."""
        lesions = [lesion for lesion in series.lesions if self.site in ("", lesion.site)]
        if self.kind == "count":
            counts = {"patients": len(series.patients), "treatments": sum(one.treatments for one in lesions)}
            return [Fraction(counts.get(self.measure, len(lesions)))]
        values = list(self._values(series, lesions))
        if not values:
            return []
        if self.kind == "percent":
            among = len(series.lesions) if self.everybody else len(values)
            return [100 * Fraction(sum(values)) / among]
        if self.kind == "range":
            return [min(values), max(values)]
        if self.kind == "mean":
            return [Fraction(sum(values)) / len(values)]
        if self.kind == "median":
            ordered = sorted(values)
            return [(ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2]
        centre = Fraction(sum(values)) / len(values)
        squares = sum((value - centre) ** 2 for value in values)
        return [math.sqrt(squares / (len(values) - 1))] if len(values) > 1 else []

    def _values(self, series: Series, lesions: Sequence[Lesion]) -> Iterator[Fraction]:
        """One value a unit: of patients the mean of their lesions, or whether all of them are in complete response."""
        if self.measure == "age_years":
            yield from (Fraction(series.ages[patient]) for patient in series.patients)
            return
        owned: dict[str, list[Fraction]] = {}
        for number, lesion in enumerate(lesions):
            value = self._value(lesion)
            if value is not None:
                owned.setdefault(lesion.patient if self.unit == "patient" else str(number), []).append(value)
        for values in owned.values():
            yield min(values) if self.measure == "complete" else Fraction(sum(values)) / len(values)

    def _value(self, lesion: Lesion) -> Fraction | None:
        baseline, size = lesion.sizes[0], lesion.sizes[self.visit]
        if self.measure == "baseline":
            return Fraction(baseline or 0)
        if self.measure == "complete":
            missing = Fraction(0) if self.enrolled or self.everybody else None
            return missing if size is None else Fraction(int(size == 0))
        return None if size is None else 100 * (1 - Fraction(size, baseline or 1))


def statements(rng: np.random.Generator) -> list[Statement]:
    """The statements of one paper: how many patients, lesions and treatments, and a draw of the others."""
    visits, units = range(1, len(WEEKS) + 1), ("lesion", "patient")
    always = [Statement("count", noun) for noun in ("patients", "lesions", "treatments")]
    others = [Statement(kind, "age_years", unit="patient") for kind in ("mean", "median", "sd", "range")]
    others += [Statement("mean", "baseline", unit="lesion")]
    others += [Statement("count", "lesions", site=site) for site in SITES]
    for visit in visits:
        for unit in units:
            others += [Statement(kind, "reduction", visit, unit) for kind in ("mean", "median", "sd", "range")]
            others += [Statement("percent", "complete", visit, unit, enrolled) for enrolled in (False, True)]
        others += [Statement("mean", "reduction", visit, "lesion", site=site) for site in SITES]
        others += [Statement("percent", "complete", visit, "lesion", site=site) for site in SITES]
    return always + [statement for statement in others if rng.random() < 0.4]


@dataclass(frozen=True)
class Written:
    """A statement as it is printed, to so many decimals."""

    statement: Statement
    decimals: int
    reported: str

    def agrees(self, series: Series) -> bool:
        """Whether the printed number may be rounded from what the series gives."""
        truth = self.statement.truth(series)
        ends = self.reported.split(" to ")
        half = Fraction(1, 2 * 10**self.decimals)
        return len(truth) == len(ends) and all(
            abs(Fraction(value) - Fraction(end)) <= half + Fraction(1, 10**9)
            for value, end in zip(truth, ends, strict=True)
        )

    def claim(self, number: int) -> dict[str, str]:
        """The row of claims.csv."""
        return self.statement.cells | {
            "claim_id": f"claim_{number}",
            "reported": self.reported,
            "decimals": str(self.decimals),
        }


def written(statement: Statement, series: Series, rng: np.random.Generator) -> Written | None:
    """The statement with its true number, as papers print it; None where there is nobody to compute it from."""
    truth = statement.truth(series)
    decimals = 0 if statement.kind == "count" or statement.measure == "age_years" else int(rng.choice([0, 0, 1, 2]))
    texts = [rounded(value, decimals, half_up=bool(rng.random() < 0.5)) for value in truth]
    return Written(statement, decimals, " to ".join(texts)) if truth else None


def rounded(value: Fraction | float, decimals: int, *, half_up: bool) -> str:
    """A number rounded to decimals, a tie away from 0 or to the even digit."""
    scaled = Fraction(value) * 10**decimals
    below, rest = divmod(abs(scaled), 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (half_up or below % 2 == 1))
    number = int(below) + int(up)
    return str(Decimal(-number if scaled < 0 and number else number).scaleb(-decimals))


def paper(series: Series, rng: np.random.Generator) -> list[Written]:
    """The truthful claims of a paper about a series."""
    printed = (written(statement, series, rng) for statement in statements(rng))
    return [one for one in printed if one]
