"""Why numbers are flagged: signs behind them, and the reasons below the table or paragraph that they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from casetrace.report.document.blocks import Table
from casetrace.report.document.inlines import Number, Reason
from casetrace.report.document.prose import kept, sentence
from casetrace.report.document.walking import all_parts
from casetrace.report.footnotes import separated, signs_of
from casetrace.report.office.walking import explained
from casetrace.report.office.writing import Writing
from casetrace.report.office.xml import Element, paragraph, properties, run

SIGNS = "†‡§‖¶"


def sign(place: int) -> str:
    """The sign of a note by its place: † ‡ § ‖ ¶, then each of them twice, and so on."""
    rounds, which = divmod(place, len(SIGNS))
    return SIGNS[which] * (rounds + 1)


@dataclass(frozen=True)
class Notes:
    """Reasons in one place, each once.

    Attributes
    ----------
    writing
        What the file shares.
    signs
        The sign of each reason.
    said
        The reasons that are printed among the numbers already, and so have their sign there.
    """

    writing: Writing
    signs: dict[str, str] = field(default_factory=dict)
    said: frozenset[str] = frozenset()

    def behind(self, number: Number) -> list[Element]:
        """The sign of a number that is explained; of a marked one the first sign, where its reason stands nowhere."""
        shown = ",".join(signs_of(self.writing.reason(number), self.signs)) if explained(number) else ""
        shown = shown or (sign(0) if number.marked else "")
        return [_mark(shown)] if shown else []

    def before(self, reason: Reason) -> list[Element]:
        """The sign of the numbers that a reason is about, where it is printed by itself."""
        return [_mark(self.signs[reason.text]), run(" ")] if reason.text in self.signs else []

    @property
    def has_more(self) -> bool:
        """Whether there are reasons that are printed nowhere yet."""
        return not self.said.issuperset(self.signs)

    def below(self, style: str) -> Iterator[Element]:
        """A paragraph for each reason."""
        for reason, shown in self.signs.items():
            if reason not in self.said:
                yield paragraph(style, [_mark(shown), run(f" {kept(sentence(reason))}")])


def notes_of(part: object, writing: Writing) -> Notes:
    """The notes of what is printed together, with signs in the order of the numbers."""
    parts = list(all_parts(part, around=Table))
    reasons = dict.fromkeys(writing.reason(part) for part in parts if isinstance(part, Number) and explained(part))
    said = frozenset(part.text for part in parts if isinstance(part, Reason))
    printed = dict.fromkeys(part for notes in separated(reasons).values() for part in notes)
    return Notes(writing, {reason: sign(place) for place, reason in enumerate(printed)}, said)


def _mark(text: str) -> Element:
    return run(text, properties("rPr", rStyle="NoteSign"))
