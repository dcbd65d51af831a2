"""Says once of an outcome what its scale has not, with the reason, so that nothing is missing in silence."""

from collections.abc import Iterator

from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.basis import LESION_VISITS, part
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject, adds_results

#: What is said behind the scale's reason.
INSTEAD = "see the percent change"


@adds_results
def refuse_unfit(results: Results, analysed: OutcomeVisits) -> None:
    """Refuse once what other outcomes have and this one's scale has not; nothing of levels, which have no numbers."""
    outcome = analysed.outcome
    if outcome.scale.has_levels or not outcome.scale.reason:
        return
    observed = analysed.lesions("observed")
    basis = (part(LESION_VISITS, observed, "value", role="left out"),)
    for quantity in _unfit(outcome):
        subject = Subject(quantity, outcome.bearer, "secondary", outcome, scenario="observed", basis=basis)
        nobody = Sizes(0, 0 if subject.counts_lesions else None)
        results.refuse(subject, "mean", "summary", nobody, f"{outcome.scale.reason}; {INSTEAD}")


def _unfit(outcome: Outcome) -> Iterator[Quantity]:
    """What the scale has not."""
    if not outcome.scale.has_change:
        yield Quantity(outcome.absolute_gain)
        yield Quantity(outcome.gain, "of_sum")
    if not outcome.scale.has_log_ratio:
        yield Quantity("log_ratio")
