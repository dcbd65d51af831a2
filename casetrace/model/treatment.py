"""The treatment of a cohort in print: what one is called, what a dose is called, and the unit of the doses.

The tables, the results and the claims have neutral names, such as `n_treatments`; config says what stands in print.
"""

from dataclasses import dataclass, replace

from casetrace.model.dictionary import UNIT_OF_DOSE, Column, Table, data_dictionary


@dataclass(frozen=True)
class Treatment:
    """What the treatment of a cohort is called.

    Attributes
    ----------
    name, plural
        One treatment and several, such as `injection` and `injections`.
    dose_label, dose_unit
        What is given in one, such as `dose` or `fluence`, and its unit; empty where there is none.
    interval, interval_weeks
        From one treatment to the next, the first at the baseline visit, in the study's unit of time; as config calls it
        in a study of weeks. None where this is not known.
    """

    name: str = "treatment"
    plural: str = "treatments"
    dose_label: str = "dose"
    dose_unit: str = ""
    interval: float | None = None
    interval_weeks: float | None = None

    @property
    def apart(self) -> float | None:
        """How far treatments are apart, in the study's unit of time."""
        return self.interval_weeks if self.interval is None else self.interval

    @property
    def units(self) -> dict[str, str]:
        """What the units of analysis are called, several of each."""
        return {"patient": "patients", "lesion": "lesions", "treatment": self.plural, "event": "events"}

    def unit(self, name: str) -> str:
        """What a unit of analysis is called, one of them."""
        return self.name if name == "treatment" else name

    @property
    def label_of_number(self) -> str:
        """What the number of treatments is called."""
        return f"number of {self.plural}"

    @property
    def labels(self) -> dict[str, str]:
        """What the variables are called that bear the name of the treatment or of its doses."""
        ends = {"dose_mean": "mean", "dose_min": "lowest", "dose_max": "highest"}
        doses = {name: f"{end} {self.dose_label}" for name, end in ends.items()}
        return {"n_treatments": self.label_of_number} | doses

    def in_words(self, analysis: str) -> str:
        """The name of an analysis in words, such as `reduction by number of injections`."""
        for name, label in self.labels.items():
            analysis = analysis.replace(name, label)
        return self.plural if analysis == "treatments" else analysis.replace("_", " ")

    def in_unit(self, words: str) -> str:
        """Words for a dose with its unit behind them, where it has one."""
        return f"{words}, {self.dose_unit}" if self.dose_unit else words

    def column(self, column: Column) -> Column:
        """A column of the data dictionary as this cohort has it, its label and unit those of the treatment."""
        label = self.labels.get(column.name, column.label)
        return replace(column, label=label, unit=self.dose_unit if column.unit == UNIT_OF_DOSE else column.unit)

    def dictionary(self) -> dict[str, Table]:
        """The canonical tables as this cohort has them."""
        return {
            name: replace(table, columns={key: self.column(column) for key, column in table.columns.items()})
            for name, table in data_dictionary().items()
        }


#: The words where config gives none.
NEUTRAL = Treatment()
