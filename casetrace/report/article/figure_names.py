"""Where the text of a manuscript refers to its figures, which are numbered in the order of its legends."""

from collections.abc import Mapping, Sequence

from casetrace.report.article.parts import in_series
from casetrace.report.document.blocks import Figure
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import joined, prose
from casetrace.report.printer import label

#: What figures show, by the paragraph of the results that refers to them, in the order of their numbers.
SHOWN = (
    ("participants", "The flow of patients and their follow-up are shown in {figures}.", ("flow", "swimmer")),
    ("endpoints", "The estimates under each assumption about the data are shown in {figures}.", ("estimates",)),
    ("endpoints", "Individual changes are shown in {figures}.", ("waterfall", "trajectories", "spider")),
)
#: All other figures, at the end.
OTHERS = "Further analyses are shown in {figures}."


def figure_sentences(figures: Sequence[Figure]) -> Mapping[str, Inlines]:
    """What each paragraph of the results says of the figures; of those that none names under an empty name."""
    numbers = {figure.name: number for number, figure in enumerate(figures, start=1)}
    told: dict[str, list[Inlines]] = {}
    for paragraph, text, names in SHOWN:
        if drawn := {name: numbers.pop(name) for name in names if name in numbers}:
            told.setdefault(paragraph, []).append(prose(text, figures=_named(drawn)))
    if numbers:
        told[""] = [prose(OTHERS, figures=_named(numbers))]
    return {paragraph: joined(sentences, " ") for paragraph, sentences in told.items()}


def _named(numbers: Mapping[str, int]) -> Inlines:
    """Such as `Figure 1 and Figure 2`, each a link to its figure."""
    return in_series([Link((label(f"Figure {number}"),), f"#figure-{name}") for name, number in numbers.items()])
