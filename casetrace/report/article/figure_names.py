"""Where the text of a manuscript refers to its figures, which are numbered in the order of its legends."""

from collections.abc import Iterable, Mapping, Sequence

from casetrace.report.document.blocks import Figure
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import in_series, joined, prose

#: What figures show, by the paragraph of the results that refers to them, in the order of their numbers.
SHOWN = (
    ("participants", "The flow of patients and their follow-up are shown in {figures}.", ("flow", "swimmer")),
    ("endpoints", "The estimates under each assumption about the data are shown in {figures}.", ("estimates",)),
    ("endpoints", "Individual changes are shown in {figures}.", ("waterfall", "trajectories", "spider")),
    ("cohorts", "The mean of each cohort is shown in {figures}.", ("forest",)),
    ("cohorts", "The precision of the cohorts against their means is shown in {figures}.", ("funnel",)),
    ("next study", "The power of the next study is shown in {figures}.", ("power",)),
)
#: All other figures, at the end.
OTHERS = "Further analyses are shown in {figures}."


def figure_sentences(figures: Sequence[Figure]) -> Mapping[str, Inlines]:
    """What each paragraph of the results says of the figures; of those that none names under an empty name."""
    untold = {figure.name: figure for figure in figures}
    told: dict[str, list[Inlines]] = {}
    for paragraph, text, names in SHOWN:
        if drawn := [untold.pop(name) for name in names if name in untold]:
            told.setdefault(paragraph, []).append(prose(text, figures=_named(drawn)))
    if untold:
        told[""] = [prose(OTHERS, figures=_named(untold.values()))]
    return {paragraph: joined(sentences, " ") for paragraph, sentences in told.items()}


def _named(figures: Iterable[Figure]) -> Inlines:
    """Such as `Figure 1 and Figure 2`, each a link to its figure."""
    return in_series([reference(figure.id) for figure in figures])
