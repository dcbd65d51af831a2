"""Checks of what a claim asks for: quantity, population and unit against each other, the kind and the plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casetrace.claims.claims import BETWEEN_QUANTITIES, ENROLLED, KINDS, standard_comparator
from casetrace.claims.findings import Finding, Known, Row, shown, unreadable
from casetrace.claims.terms import (
    UNITS_OF_NOUNS,
    Condition,
    Quantity,
    TermError,
    Variable,
    did_you_mean,
    parse_condition,
    parse_quantity,
    parts_of,
)
from casetrace.model.outcome import band_names
from casetrace.model.time_units import visit_term

#: Kinds that summarise a number.
OF_NUMBERS = ("sum", "mean", "median", "sd", "minimum", "maximum", "range", "p value")


@dataclass(frozen=True)
class Asked:
    """What can be read of the cells of a claim that ask for something, and what can't."""

    quantity: Quantity | None
    other: Quantity | None
    population: tuple[Condition, ...]
    findings: tuple[Finding, ...]

    @property
    def quantities(self) -> dict[str, Quantity]:
        """The quantities by column."""
        by_column = {"quantity": self.quantity, "reported": self.other}
        return {column: quantity for column, quantity in by_column.items() if quantity}

    @property
    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Each condition with its column."""
        for column, quantity in self.quantities.items():
            yield from ((column, condition) for condition in quantity.conditions)
        yield from (("population", condition) for condition in self.population)

    @property
    def variables(self) -> Iterator[tuple[str, Variable]]:
        """Each variable with its column."""
        for column, quantity in self.quantities.items():
            yield from ((column, variable) for variable in quantity.variables)
        yield from (("population", condition.variable) for condition in self.population)


def asked(row: Row) -> Asked:
    """What the cells of a claim ask for."""
    findings: list[Finding] = []
    quantity = _quantity(row, "quantity", findings)
    compared_quantity = _quantity(row, "reported", findings) if row["kind"] == "comparison" else None
    return Asked(quantity, compared_quantity, _population(row["population"], findings), tuple(findings))


def _quantity(row: Row, column: str, findings: list[Finding]) -> Quantity | None:
    if not row[column]:
        return None
    try:
        return parse_quantity(row[column])
    except TermError as error:
        findings.append(unreadable(column, error))
        return None


def _population(text: str, findings: list[Finding]) -> tuple[Condition, ...]:
    """The conditions of a population that can be read; each of the others is told."""
    conditions = []
    try:
        parts = parts_of(text, "&") if text else []
    except TermError as error:
        findings.append(unreadable("population", error))
        return ()
    for part in parts:
        try:
            if part.strip() != ENROLLED:
                conditions.append(parse_condition(part))
        except TermError as error:
            findings.append(unreadable("population", error))
    return tuple(conditions)


def quantity_findings(row: Row, terms: Asked, cohort: Known) -> Iterator[Finding]:
    """Everything that is wrong with what a claim asks for, its grammar apart."""
    if row["kind"] in KINDS and row["kind"] != "not checkable":
        yield from _kind_findings(row, terms)
    if not cohort.has_tables:
        if row["quantity"]:
            yield Finding(
                "quantity", "no rows", shown(row["quantity"]), "a blank cell: the cohort has no table",
                "empty the cell, and give what is printed with the number, or the kind not checkable",
            )  # fmt: skip
        return
    for column, variable in dict.fromkeys(terms.variables):
        yield from _outcome_findings(column, variable, cohort)
    for column, condition in terms.conditions:
        yield from _category_findings(column, condition, cohort)
    yield from _unit_findings(row, terms, cohort)


def _kind_findings(row: Row, terms: Asked) -> Iterator[Finding]:
    kind, quantity = row["kind"], terms.quantity
    if not row["quantity"]:
        if not row["printed_with"]:
            expected = "what is computed, or numbers in printed_with that the printed one must agree with"
            remedy = "give one of them, or the kind not checkable and a note"
            yield Finding("quantity", "missing quantity", "a blank cell", expected, remedy)
        if row["population"]:
            found, expected = shown(row["population"]), "a blank cell, since there is no quantity"
            yield Finding("population", "population of nothing", found, expected, "give the quantity too")
        return
    if quantity is None:
        return
    if kind == "comparison":
        yield from _comparison_findings(row, terms)
    elif kind in OF_NUMBERS and not _is_number(quantity):
        yield _unfitting("quantity", quantity, f"for {kind} a variable that is a number, such as age_years")
    elif kind == "percent" and not quantity.conditions:
        yield _unfitting(
            "quantity", quantity, "for percent a condition, such as sex=female; a mean percentage is a mean"
        )
    elif kind == "count" and quantity.variable:
        yield _unfitting("quantity", quantity, "for count a noun such as patients, or a condition such as sex=female")


def _comparison_findings(row: Row, terms: Asked) -> Iterator[Finding]:
    if terms.quantity is None:
        return
    if standard_comparator(row["comparator"]) not in BETWEEN_QUANTITIES:
        if not terms.quantity.conditions:
            yield _unfitting(
                "quantity", terms.quantity, "what is said of all, most or none: a condition such as site=Knee"
            )
        if row["reported"]:
            found, expected = shown(row["reported"]), "a blank cell; only < and > compare with another quantity"
            yield Finding("reported", "unfitting quantity", found, expected, "correct the comparator or empty the cell")
        return
    expected = "for a comparison by < or > a variable that is a number"
    for column, quantity in terms.quantities.items():
        if not _is_number(quantity):
            yield _unfitting(column, quantity, expected)
    if not row["reported"]:
        yield Finding("reported", "missing quantity", "a blank cell", expected, "give the quantity to compare with")


def _is_number(quantity: Quantity) -> bool:
    return quantity.variable is not None and quantity.variable.kind.type == "number"


def _unfitting(column: str, quantity: Quantity, expected: str) -> Finding:
    return Finding(column, "unfitting quantity", shown(str(quantity)), expected, "correct the quantity or the kind")


def _outcome_findings(column: str, variable: Variable, cohort: Known) -> Iterator[Finding]:
    """An outcome or a visit that the plan does not have; without any outcome, its tables could not be read."""
    if not variable.outcome or not cohort.outcomes:
        return
    outcome = cohort.outcomes.get(variable.outcome)
    if outcome is None:
        expected = f"an outcome of {_listed(cohort.outcomes)}{did_you_mean(variable.outcome, cohort.outcomes)}"
        yield Finding(column, "unknown outcome", f'"{variable.outcome}" in {variable}', expected, "correct the outcome")
        return
    if outcome.scale.has_levels:
        expected = "an outcome with numbers: claims on the levels of an ordered one cannot be recomputed"
        remedy = "give the kind not checkable and a note, and compare with the report"
        yield Finding(column, "claim on levels", f'"{variable.outcome}" in {variable}', expected, remedy)
        return
    visits = [outcome.baseline_visit, *outcome.follow_up_visits]
    if variable.visit is not None and variable.visit not in visits and outcome.follow_up_visits:
        expected = f"a visit of {variable.outcome}: {', '.join(map(visit_term, visits))}"
        yield Finding(
            column, "unknown visit", f'"{visit_term(variable.visit)}" in {variable}', expected, "correct the visit"
        )


def _category_findings(column: str, condition: Condition, cohort: Known) -> Iterator[Finding]:
    """Values that a variable with a finite list of them can't have."""
    variable = condition.variable
    categories = list(variable.kind.categories)
    if variable.name == "baseline_band" and variable.outcome in cohort.outcomes:
        outcome = cohort.outcomes[variable.outcome]
        categories = band_names(outcome.baseline_bands, outcome.unit)
    for value in condition.values if categories else ():
        if value not in categories:
            expected = f"one of {_listed(categories)}{did_you_mean(value, categories)}"
            yield Finding(column, "unknown value", f'"{value}" in {condition}', expected, "correct the value")


def _unit_findings(row: Row, terms: Asked, cohort: Known) -> Iterator[Finding]:
    unit, quantity = row["unit"], terms.quantity
    if quantity is None:
        return
    if quantity.noun and unit not in ("", UNITS_OF_NOUNS[quantity.noun]):
        expected = f"{UNITS_OF_NOUNS[quantity.noun]}, or a blank cell, since {quantity.noun} are counted"
        yield Finding("unit", "unfitting unit", shown(unit), expected, "correct the unit or the quantity")
    if unit == "treatment" and quantity.variable == Variable("n_treatments"):
        expected = "lesion or patient: their numbers are summarised; the quantity treatments counts treatments"
        yield Finding("unit", "unfitting unit", shown(unit), expected, "correct the unit or the quantity")
    if (unit or _unit_when_blank(terms, cohort)) == "patient":
        return
    for column, variable in dict.fromkeys(terms.variables):
        if _is_of_patients(variable, cohort):
            yield Finding(
                column, "outcome of patients over lesions", shown(str(variable)),
                f"the unit patient, since {variable.outcome} is measured on the patient as a whole",
                "give the unit patient, or another outcome",
            )  # fmt: skip


def _unit_when_blank(terms: Asked, cohort: Known) -> str:
    """Patients where everything that is asked for is theirs, else lesions."""
    if terms.quantity and terms.quantity.noun:
        return UNITS_OF_NOUNS[terms.quantity.noun]
    variables = [variable for quantity in terms.quantities.values() for variable in quantity.variables]
    of_patients = (variable.kind.level == "patient" or _is_of_patients(variable, cohort) for variable in variables)
    return "patient" if all(of_patients) else "lesion"


def _is_of_patients(variable: Variable, cohort: Known) -> bool:
    return variable.outcome in cohort.outcomes and cohort.outcomes[variable.outcome].bearer == "patient"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
