"""The sections of the report of the cohorts together."""

from collections.abc import Iterator

from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Code, Link
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, row, table
from casetrace.report.drawing import figure_of
from casetrace.report.glossary import NOTE
from casetrace.report.phrases import source_words
from casetrace.report.pooled_content import Compared, PooledCohort, PooledContent
from casetrace.report.printer import label, named_visit, setting
from casetrace.report.quantity import Quantity
from casetrace.report.sections.methods import method_register
from casetrace.report.sections.provenance import digests

CAUTION = (
    "Cohorts differ in patients, treatment, operators and measurement. The pooled mean is an average over such "
    "cohorts; the prediction interval, if given, is the range expected for the mean of a further similar cohort. "
    "Neither shows that the treatment caused a change. A patient who is in two of the cohorts is counted twice."
)
COMPARED = (
    "All outcomes and visits that at least two cohorts share, per patient (mean of a patient's lesions), observed "
    "data. A cohort's mean is that of its own report."
)
NOTHING_IN_COMMON = "No two cohorts share an outcome (by its name in config) and a visit; nothing can be compared."
FIGURE = (
    "Patients and mean of each cohort with its confidence interval; below, the pooled mean with its prediction "
    "interval, if given."
)
PREDICTION = (
    "{level} prediction interval for the mean of a further cohort: {lower} to {upper} %. Variance between cohorts "
    "(tau-squared): {tau2} percent squared; proportion of the variation between cohorts (I-squared): {i2} %. With so "
    "few cohorts both are imprecise."
)
METHODS = (
    "Cohorts are compared if the outcome has the same name, unit and direction, and pooled if at least "
    "{pooled_cohorts} have a mean with a confidence interval. A cohort without one, for example because all patients "
    "have the same value, is listed but not pooled; this biases the pooled mean away from it."
)
PROVENANCE = (
    "Based on the results of the cohorts, whose reports lead to the raw cells. {statistics}, at full precision."
)


def cohorts(content: PooledContent) -> Section:
    """The cohorts with their sources."""
    rows = [row(_link(cohort), source_words(cohort.source)) for cohort in content.cohorts.values()]
    shown = table(header("Cohort", "Source"), rows=rows)
    return Section(("Cohorts",), (Paragraph((CAUTION,), "caution"), shown), "cohorts", 2, "Cohorts")


def _link(cohort: PooledCohort) -> Link:
    return Link((label(cohort.title),), cohort.report)


def pooled_results(content: PooledContent) -> Section:
    """The means of the cohorts side by side, and pooled."""
    blocks: tuple[Block, ...] = (Paragraph((NOTHING_IN_COMMON,)),)
    if content.compared:
        figure = figure_of("forest", content.figures["forest"], FIGURE)
        blocks = (Paragraph((COMPARED,)), figure, *(_compared(content, comparison) for comparison in content.compared))
    return Section(("Results",), blocks, "results", 2, "Results")


def _compared(content: PooledContent, compared: Compared) -> Section:
    title = line(f"{capitalised(compared.gain)} of ", label(compared.label), ", ", named_visit(compared.visit), ", %")
    interval = number_heading(content.level, " interval")
    names = header("Cohort", number_heading("Patients"), number_heading("Mean"), interval, NOTE)
    shown = table(names, rows=_means(content, compared), wide=True)
    return Section(title, (shown, *_prediction(content, compared)))


def _means(content: PooledContent, compared: Compared) -> Iterator[Row]:
    mean = content.mean(compared)
    groups = content.printer.groups(compared.gain, "patient", "cohort", outcome=compared.outcome, visit=compared.visit)
    for group in groups:
        yield row(_link(content.cohorts[group]), *_mean_cells(mean.where(group=group, method="t")))
    pooled = row("Pooled", *_mean_cells(_pooled(content, compared)))
    yield Row(pooled.cells, ("head",))


def _pooled(content: PooledContent, compared: Compared) -> Quantity:
    return content.mean(compared).where(method="hartung_knapp")


def _mean_cells(mean: Quantity) -> Iterator[Entry]:
    yield number_cell(mean.size("patients", "mean"))
    yield number_cell(mean.number("mean"))
    yield number_cell(mean.interval("mean"))
    yield mean.note("mean")


def _prediction(content: PooledContent, compared: Compared) -> Iterator[Block]:
    pooled = _pooled(content, compared)
    if not pooled.is_refused("mean"):
        names = {"lower": "prediction_lower", "upper": "prediction_upper", "tau2": "tau2", "i2": "i2"}
        numbers = {slot: pooled.number(statistic) for slot, statistic in names.items()}
        yield Paragraph(prose(PREDICTION, level=content.level, **numbers))


def pooled_methods(content: PooledContent) -> Section:
    """How cohorts are pooled."""
    pooled_cohorts = setting("methods.pooled_cohorts", content.settings["pooled_cohorts"])
    words = Paragraph(prose(METHODS, pooled_cohorts=pooled_cohorts))
    return Section(("Methods",), (words, method_register(content.methods)), "methods", 2, "Methods")


def pooled_provenance(content: PooledContent) -> Section:
    """The results that the report is made of."""
    statistics = Link(("All numbers of this report",), "statistics.csv")
    files = digests("File", ((Code(path), digest) for path, digest in content.files.items()))
    return Section(
        ("Provenance",), (Paragraph(prose(PROVENANCE, statistics=statistics)), files), "provenance", 2, "Provenance"
    )
