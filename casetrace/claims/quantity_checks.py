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
        both = {"quantity": self.quantity, "reported": self.other}
        return {column: quantity for column, quantity in both.items() if quantity}

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
    other = _quantity(row, "reported", findings) if row["kind"] == "comparison" else None
    return Asked(quantity, other, _population(row["population"], findings), tuple(findings))


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


def quantity_findings(row: Row, own: Asked, known: Known) -> Iterator[Finding]:
    """Everything that is wrong with what a claim asks for, its grammar apart."""
    if row["kind"] in KINDS and row["kind"] != "not checkable":
        yield from _kind_findings(row, own)
    if not known.has_tables:
        if row["quantity"]:
            yield Finding(
                "quantity", "no rows", shown(row["quantity"]), "a blank cell: the cohort has no table",
                "empty the cell, and give what is printed with the number, or the kind not checkable",
            )  # fmt: skip
        return
    for column, variable in dict.fromkeys(own.variables):
        yield from _outcome_findings(column, variable, known)
    for column, condition in own.conditions:
        yield from _category_findings(column, condition, known)
    yield from _unit_findings(row, own, known)


def _kind_findings(row: Row, own: Asked) -> Iterator[Finding]:
    kind, quantity = row["kind"], own.quantity
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
        yield from _comparison_findings(row, own)
    elif kind in OF_NUMBERS and not _is_number(quantity):
        yield _unfitting("quantity", quantity, f"for {kind} a variable that is a number, such as age_years")
    elif kind == "percent" and not quantity.conditions:
        yield _unfitting(
            "quantity", quantity, "for percent a condition, such as sex=female; a mean percentage is a mean"
        )
    elif kind == "count" and quantity.variable:
        yield _unfitting("quantity", quantity, "for count a noun such as patients, or a condition such as sex=female")


def _comparison_findings(row: Row, own: Asked) -> Iterator[Finding]:
    if own.quantity is None:
        return
    if standard_comparator(row["comparator"]) not in BETWEEN_QUANTITIES:
        if not own.quantity.conditions:
            yield _unfitting(
                "quantity", own.quantity, "what is said of all, most or none: a condition such as site=Knee"
            )
        if row["reported"]:
            found, expected = shown(row["reported"]), "a blank cell; only < and > compare with another quantity"
            yield Finding("reported", "unfitting quantity", found, expected, "mend the comparator or empty the cell")
        return
    expected = "for a comparison by < or > a variable that is a number"
    for column, quantity in own.quantities.items():
        if not _is_number(quantity):
            yield _unfitting(column, quantity, expected)
    if not row["reported"]:
        yield Finding("reported", "missing quantity", "a blank cell", expected, "give the quantity to compare with")


def _is_number(quantity: Quantity) -> bool:
    return quantity.variable is not None and quantity.variable.kind.type == "number"


def _unfitting(column: str, quantity: Quantity, expected: str) -> Finding:
    return Finding(column, "unfitting quantity", shown(str(quantity)), expected, "mend the quantity or the kind")


def _outcome_findings(column: str, variable: Variable, known: Known) -> Iterator[Finding]:
    """An outcome or a visit that the plan does not have; without any outcome, its tables could not be read."""
    if not variable.outcome or not known.outcomes:
        return
    about = known.outcomes.get(variable.outcome)
    if about is None:
        expected = f"an outcome of {_listed(known.outcomes)}{did_you_mean(variable.outcome, known.outcomes)}"
        yield Finding(column, "unknown outcome", f'"{variable.outcome}" in {variable}', expected, "mend the outcome")
        return
    weeks = [about.baseline_visit, *about.follow_up_visits]
    if variable.visit is not None and variable.visit not in weeks and about.follow_up_visits:
        expected = f"a visit of {variable.outcome}: {', '.join(f'week_{week}' for week in weeks)}"
        yield Finding(column, "unknown visit", f'"week_{variable.visit}" in {variable}', expected, "mend the visit")


def _category_findings(column: str, condition: Condition, known: Known) -> Iterator[Finding]:
    """Values that a variable with a finite list of them can't have."""
    variable = condition.variable
    categories = list(variable.kind.categories)
    if variable.name == "baseline_band" and variable.outcome in known.outcomes:
        about = known.outcomes[variable.outcome]
        categories = band_names(about.baseline_bands, about.unit)
    for value in condition.values if categories else ():
        if value not in categories:
            expected = f"one of {_listed(categories)}{did_you_mean(value, categories)}"
            yield Finding(column, "unknown value", f'"{value}" in {condition}', expected, "mend the value")


def _unit_findings(row: Row, own: Asked, known: Known) -> Iterator[Finding]:
    unit, quantity = row["unit"], own.quantity
    if quantity is None:
        return
    if quantity.noun and unit not in ("", UNITS_OF_NOUNS[quantity.noun]):
        expected = f"{UNITS_OF_NOUNS[quantity.noun]}, or a blank cell, since {quantity.noun} are counted"
        yield Finding("unit", "unfitting unit", shown(unit), expected, "mend the unit or the quantity")
    if unit == "treatment" and quantity.variable == Variable("n_treatments"):
        expected = "lesion or patient: their numbers are summarised; the quantity treatments counts treatments"
        yield Finding("unit", "unfitting unit", shown(unit), expected, "mend the unit or the quantity")
    if (unit or _unit_when_blank(own, known)) == "patient":
        return
    for column, variable in dict.fromkeys(own.variables):
        if _is_of_patients(variable, known):
            yield Finding(
                column, "outcome of patients over lesions", shown(str(variable)),
                f"the unit patient, since {variable.outcome} is measured on the patient as a whole",
                "give the unit patient, or another outcome",
            )  # fmt: skip


def _unit_when_blank(own: Asked, known: Known) -> str:
    """Patients where everything that is asked for is theirs, else lesions."""
    if own.quantity and own.quantity.noun:
        return UNITS_OF_NOUNS[own.quantity.noun]
    variables = [variable for quantity in own.quantities.values() for variable in quantity.variables]
    theirs = (variable.kind.level == "patient" or _is_of_patients(variable, known) for variable in variables)
    return "patient" if all(theirs) else "lesion"


def _is_of_patients(variable: Variable, known: Known) -> bool:
    return variable.outcome in known.outcomes and known.outcomes[variable.outcome].bearer == "patient"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
