"""Reads the cells of one column: the fields of each text, in the notation and the unit of the data dictionary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from casetrace.ingest.shapes import Shape, SlowPatternError, matched, shapes_of
from casetrace.model.dictionary import UNIT_OF_DOSE, Column, data_dictionary, field_places
from casetrace.model.problems import quoted
from casetrace.model.time_units import TIME_UNITS, TimeUnit, time_unit, time_units
from casetrace.model.variables import time_unit_of_field
from casetrace.read.limits import Limits
from casetrace.read.numbers import plain_number, split_unit
from casetrace.read.table import Dialect
from casetrace.words.categories import category, disposition_of
from casetrace.words.errors import MeaningError
from casetrace.words.exact import rounded_text
from casetrace.words.levels import level_of
from casetrace.words.mergers import merged_with
from casetrace.words.no_numbers import is_decade, is_marked_number
from casetrace.words.sizes import Rule, dimensions_of, one_size
from casetrace.words.spans import years_of
from casetrace.words.units import canonical_unit, check_possible, converted
from casetrace.words.visits import whole_visit

CHECKED = frozenset({"1", "yes", "true", "x", "checked", "✓"})
UNCHECKED = frozenset({"0", "no", "false", "unchecked"})

#: How a value came from its cell, beside `cell`: the kinds that the cleaning log tells of.
CONVERTED, IMPLIED, TRANSLATED, SPLIT, CENSORED = "converted", "implied", "translated", "split", "censored"
#: A number with the sign that it is a limit.
LIMIT = re.compile(r"(?P<sign>[<≤>≥])=?\s*(?P<number>.+)", re.DOTALL)
#: What a value below a limit counts as, as a share of the limit.
SIDES = {"<": "<", "≤": "<", ">": ">", "≥": ">"}
SHARES = {"half": Decimal("0.5"), "limit": Decimal(1), "zero": Decimal(0)}


class Given(NamedTuple):
    """A field's text, and how it came from the cell."""

    text: str
    how: str


class Fault(NamedTuple):
    """Why a text cannot be read: the rule that it breaks, what was expected and how to correct it."""

    rule: str
    expected: str
    remedy: str


@dataclass
class Reading:
    """What one text gives.

    Attributes
    ----------
    fields
        The fields by name.
    fault
        Why it cannot be read, if it can't.
    disposition
        Whether it stands where a value should and tells how follow-up ended instead.
    """

    fields: dict[str, Given] = field(default_factory=dict)
    fault: Fault | None = None
    disposition: bool = False


@dataclass(frozen=True)
class Notation:
    """How the texts of one column are written, and what its values become.

    Attributes
    ----------
    dialect
        Of the file, for the decimal character.
    missing
        Texts that mean that nothing is recorded.
    dispositions
        Texts, declared in config, that tell how follow-up ended.
    mergers
        Texts, declared in config, that tell with which lesion this one has merged.
    targets
        Unit of each outcome; empty where it has none.
    dimensions
        The rule for sizes in several dimensions of each outcome that declares one.
    levels
        The levels of each ordered outcome, in order.
    dose_unit
        Unit of the doses; empty where they have none.
    limits
        What values below and above a limit of detection count as, under `<` and `>`, by outcome.
    pattern_seconds
        Seconds of the processor that a pattern may take for one text.
    """

    dialect: Dialect
    missing: frozenset[str]
    dispositions: Mapping[str, str]
    mergers: Mapping[str, str]
    targets: Mapping[str, str]
    dimensions: Mapping[str, Rule]
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dose_unit: str = ""
    limits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    pattern_seconds: float = Limits.pattern_seconds

    def is_level(self, text: str, outcome: str) -> bool:
        """Whether a text is the name of one of the outcome's levels."""
        return text.casefold() in {level.casefold() for level in self.levels.get(outcome, ())}

    def plain(self, text: str) -> str | None:
        """The number as the data dictionary writes it, or None where the text is none."""
        return plain_number(text, self.dialect.decimal, self.dialect.thousands)

    def check_decimal(self, text: str) -> None:
        """Tell of a text that would be a number if the other character stood before its decimals.

        Raises
        ------
        MeaningError
            It would.
        """
        if self.plain(text) is not None:
            return
        decimal, alternative = (",", ".") if self.dialect.decimal == "," else (".", ",")
        if plain_number(text, alternative, "") is not None or plain_number(text, alternative, decimal) is not None:
            raise MeaningError(
                f"a number such as 12{decimal}5, since '{decimal}' stands before the decimals in this file",
                "correct the cell; or give dialect.decimal and dialect.thousands in config",
            )


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one column."""

    parts: Mapping[str, Any]
    shapes: list[Shape]
    notation: Notation
    #: Units that the numbers may have where the cell bears none: those of config, the header or the units line.
    units: list[str]
    #: A pattern that did not come to an end for a text, and is tried no more.
    slow: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Mapping[str, Any], notation: Notation, units: list[str]) -> "CellReader":
        """The reader of a column by its entry in config."""
        return cls(parts, shapes_of(parts), notation, units)

    @cached_property
    def as_it_stands(self) -> bool:
        """Whether the column's texts are the field, with nothing to be read in them, as names are."""
        if set(self.parts) - {"blank", "outcome", "visit", "separator"} != {"field"} or self.parts["field"] == "value":
            return False
        column = dictionary_column(self.parts["field"])
        table = field_places().get(self.parts["field"], ("",))[0]
        plain = column is None or (column.type == "text" and not column.allowed)
        return plain and table != "disposition"

    def read(self, text: str, outcome: str, unit: str) -> Reading:
        """The fields of one trimmed text that is not missing.

        Parameters
        ----------
        text
            The cell's text.
        outcome
            The outcome that a value in it is of; empty where there is none.
        unit
            The unit that another column gives for it; empty where none does.
        """
        if self.as_it_stands:
            return Reading({self.parts["field"]: Given(text, "cell")})
        if "checked" in self.parts:
            return self._checkbox(text)
        declared = _translated(text, self.parts.get("values", {}))
        try:
            match = matched(declared, self.shapes, self.notation.pattern_seconds) if not self.slow else None
        except SlowPatternError as error:
            self.slow.append(error.pattern)
        if self.slow:
            remedy = (
                "write the pattern without a repetition within a repetition, such as (a+)+; or raise "
                "limits.pattern_seconds in config"
            )
            expected = f"a pattern that ends within {self.notation.pattern_seconds:g} s, unlike {self.slow[0]}"
            return Reading(fault=Fault("slow pattern", expected, remedy))
        gives_value = any("value" in shape.pattern.groupindex for shape in self.shapes)
        may_end = gives_value and not self.notation.is_level(declared, outcome)
        status = disposition_of(declared, self.notation.dispositions) if may_end else None
        if status and (match is None or set(match.given) == {"value"}):
            fields = {
                "disposition_status": Given(status, TRANSLATED),
                "disposition_reason": Given(declared, "cell"),
            }
            return Reading(fields, disposition=True)
        other = merged_with(declared, self.notation.mergers) if may_end else None
        if other and (match is None or set(match.given) == {"value"}):
            return Reading({"merged_into": Given(other, TRANSLATED)})
        if match is None:
            shapes = " or ".join(shape.pattern.pattern for shape in self.shapes)
            remedy = "correct the cell, or add its shape under the column's 'cells' in config"
            return Reading(fault=Fault("unreadable cell", f"a text that matches {shapes}", remedy))
        how = "cell" if declared == text else TRANSLATED
        texts = {name: (value, how) for name, value in match.given.items()}
        texts |= {name: (value, IMPLIED) for name, value in match.implied.items()}
        measured = {name for name in texts if field_places().get(name, ("",))[0] == "measurements"}
        tells_disposition = any(field_places().get(name, ("",))[0] == "disposition" for name in texts)
        measures = gives_value or "outcome" in self.parts
        return self._fields(texts, outcome, unit, disposition=measures and tells_disposition and not measured)

    def _checkbox(self, text: str) -> Reading:
        if text.casefold() in CHECKED:
            return Reading({self.parts["field"]: Given(self.parts["checked"], IMPLIED)})
        if text.casefold() in UNCHECKED:
            return Reading()
        return Reading(fault=Fault("no checkbox", "1 where it is checked, 0 where it is not", "correct the cell"))

    def _fields(self, texts: Mapping[str, tuple[str, str]], outcome: str, unit: str, *, disposition: bool) -> Reading:
        reading = Reading(disposition=disposition)
        for name, (text, how) in texts.items():
            if text in self.notation.missing:
                continue
            try:
                reading.fields[name] = self._in_canonical_form(name, Given(text, how), outcome, unit)
            except MeaningError as error:
                reading.fault = Fault(f"{name} cannot be read", error.expected, error.remedy)
        return reading

    def _in_canonical_form(self, name: str, content: Given, outcome: str, unit: str) -> Given:
        column = dictionary_column(name)
        if name == "value":
            return self._measured(content, outcome, unit)
        if column is None:
            return content
        if counts := time_unit_of_field(name):
            return self._time(content, counts)
        if column.type in ("number", "integer"):
            return self._number(content, column)
        if column.allowed:
            meaning = category(content.text, column.allowed, {})
            return content if meaning in (None, content.text) else Given(str(meaning), TRANSLATED)
        return content

    def _number(self, content: Given, column: Column) -> Given:
        """A number in its unit; what is no number stays as it is, for the check to tell."""
        plain = self.notation.plain(content.text)
        target = self.notation.dose_unit if column.unit == UNIT_OF_DOSE else column.unit
        if plain is not None:
            return self._converted(content, plain, self.unit_for(target), target)
        if column.unit == "years" and (span := years_of(content.text)):
            return Given(span, CONVERTED)
        text, unit = split_unit(content.text)
        plain = self.notation.plain(text)
        if is_marked_number(content.text) or (column.unit == "years" and is_decade(content.text)):
            return content
        if plain is None:
            self.notation.check_decimal(text)
        if plain is not None and unit and column.unit == UNIT_OF_DOSE and not target:
            raise MeaningError("a number alone, since doses have no unit", "declare treatment.dose_unit in config")
        if plain is not None:
            check_possible(plain, unit, target)
        return content if plain is None or not unit else self._converted(content, plain, unit, target)

    def _time(self, content: Given, counts: TimeUnit) -> Given:
        """A time since the baseline in the study's unit; what is no number stays as it is, for the check to tell."""
        text, unit = split_unit(content.text)
        plain = self.notation.plain(text)
        if plain is None or is_marked_number(content.text):
            self.notation.check_decimal(text)
            return content
        check_possible(plain, unit, time_units())
        written = canonical_unit(unit or self.unit_for(f"{counts}s")).removesuffix("s")
        if written == time_unit():
            return Given(plain, content.how if self.notation.plain(content.text) == plain else CONVERTED)
        if written not in TIME_UNITS:
            return content
        return Given(str(whole_visit(Fraction(plain), written)), CONVERTED)

    def unit_for(self, target: str) -> str:
        """The column's unit of a number in `target`, which is assumed where the column names none of its kind."""
        return unit_of_kind(self.units, target) or target

    def _measured(self, content: Given, outcome: str, unit: str) -> Given:
        """A measured value in its outcome's unit, a size in several dimensions as one, a level as its number."""
        if outcome in self.notation.levels:
            return self._level(content, outcome)
        censored = LIMIT.fullmatch(content.text)
        if censored and (rule := self.notation.limits.get(outcome, {}).get(SIDES[censored["sign"]])):
            limit = self._measured(Given(censored["number"].strip(), content.how), outcome, unit)
            return _substituted(content, limit, rule)
        target = self.notation.targets.get(outcome, "")
        assumed = unit or self.unit_for(target)
        plain = self.notation.plain(content.text)
        if plain is None and target == "%":
            plain = self._percent(content.text)
        if plain is None and content.how == TRANSLATED:
            plain = plain_number(content.text, ".", "")  # As a number is written in config.
        if plain is not None:
            return self._converted(content, plain, assumed, target)
        components = dimensions_of(content.text, self.notation.dialect.decimal, self.notation.dialect.thousands)
        if not components:
            self.notation.check_decimal(split_unit(content.text)[0])
            return content
        if len(components) == 1:
            number, cell_unit = components[0]
            if (cell_unit and not target) or is_marked_number(content.text):
                return content  # Of an outcome without a unit, what stands behind the number is no unit.
            check_possible(number, cell_unit, target)
            return self._converted(content, number, cell_unit or assumed, target)
        if outcome not in self.notation.dimensions:
            raise MeaningError(
                f"one number, or a rule for sizes in {len(components)} dimensions",
                f"declare outcomes.{outcome}.dimensions in config: longest, product or mean",
            )
        return Given(one_size(components, self.notation.dimensions[outcome], assumed, target), CONVERTED)

    def _percent(self, text: str) -> str | None:
        """The number of a percentage, with or without its sign of percent; None where the text is none."""
        number, unit = split_unit(text)
        return self.notation.plain(number) if unit == "%" else None

    def _level(self, content: Given, outcome: str) -> Given:
        """The number of the level that a text means."""
        levels = self.notation.levels[outcome]
        number = level_of(content.text, levels)
        if number is None:
            raise MeaningError(
                f"one of the levels of {outcome}, {', '.join(levels)}",
                "correct the cell, say what it stands for under the column's values, or add it to "
                f"outcomes.{outcome}.levels",
            )
        return Given(str(number), content.how if content.text == str(number) else TRANSLATED)

    def _converted(self, content: Given, number: str, unit: str, target: str) -> Given:
        value = converted(number, unit, target) if unit and target and unit != target else number
        notation_only = self.notation.plain(content.text) == value
        return Given(value, content.how if notation_only else CONVERTED)


def _substituted(content: Given, limit: Given, rule: str) -> Given:
    """What a value beyond a limit counts as; the text where the limit is no number."""
    if plain_number(limit.text, ".", "") is None:
        return content
    return Given(rounded_text(Decimal(limit.text) * SHARES[rule]), CENSORED)


def dictionary_column(name: str) -> Column | None:
    """The column of the data dictionary that a field fills; None for one that the mapping itself reads."""
    if name not in field_places():
        return None
    table, column = field_places()[name]
    return data_dictionary()[table].columns[column]


def _translated(text: str, values: Mapping[str, str]) -> str:
    """What config says that a text stands for, else the text."""
    if text in values:
        return values[text]
    return next(
        (meaning for spelling, meaning in values.items() if spelling.strip().casefold() == text.casefold()), text
    )


def unit_of_kind(units: list[str], target: str) -> str:
    """The unit among `units` that a value in `target` can have: that one, else the first of its kind, or none."""
    if not target or target in units:
        return target
    for unit in units:
        try:
            converted("1", unit, target)
        except MeaningError:
            continue
        return unit
    return ""


def found_text(text: str) -> str:
    """A cell's text as a problem shows it, its line breaks as spaces."""
    return quoted(re.sub(r"\s+", " ", text))
