"""The sections of the report of the cohorts together."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from casetrace.model.comparisons import OF_COHORTS, VALUES_AGREE
from casetrace.report.document.blocks import Block, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Code, Inlines, Link, Number
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import in_series, joined, line, prose
from casetrace.report.document.tables import captioned, header, noted, number_heading, pooled_row, row, table
from casetrace.report.drawing import figure_of
from casetrace.report.glossary import NOTE
from casetrace.report.phrases import p_words, source_words
from casetrace.report.pooled_content import Compared, PooledCohort, PooledContent
from casetrace.report.printer import cell, counted, label, named_visit, setting
from casetrace.report.quantity import Quantity
from casetrace.report.sections.methods import method_register
from casetrace.report.sections.pooled_sensitivity import comparison_title, mean_cells, pooled_mean
from casetrace.report.sections.pooled_tables import named_caption, noted_table
from casetrace.report.sections.pooled_terms import unmapped
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
NO_MEANS = "No two cohorts have the mean of an outcome at the same visit; see the responding patients."
NOTHING_IN_COMMON = "No two cohorts share an outcome (by its name in config) and a visit; nothing can be compared."
FIGURE = (
    "Patients and mean of each cohort with its confidence interval; below, the pooled mean with its prediction "
    "interval, if given."
)
MEANS = "The mean of the patients of each cohort, and the pooled mean."
POOLED_MEAN = "The pooled mean."
OF_MANY = (
    "Mean of each cohort with its confidence interval, by outcome and visit; below, the pooled mean with its "
    "prediction interval, if given."
)
PREDICTION = (
    "{level} prediction interval for the mean of a further cohort: {lower} to {upper} %. Between-cohort variance "
    "(tau-squared): {tau2} percentage points squared ({level} interval {tau2_interval}); I-squared {i2} %; Cochran's Q "
    "{q}, {p_value}."
)
IMPRECISE = " With few cohorts these estimates are imprecise."
NO_VARIANCE = (
    " The between-cohort variance was estimated as zero, so the prediction interval makes no allowance for differences "
    "between cohorts; this does not show that there are none."
)
ELSEWHERE = "By other methods, by other definitions of the prediction interval, and without single cohorts: "
EACH = "The mean of each cohort: {table}."
EGGER = (
    "Asymmetry of the funnel plot of {outcome}, {visit} (intercept of Egger's regression): {intercept} ({interval}), "
    "{p_value}. In small cohorts with skewed values, means and standard errors are correlated without any selection."
)
MEASURED = "What each cohort measured and how, in the terms of the study: {measured}."
AUDITED = " Published summaries and their audit: {audited}."
SAID = {"year": "Year", "design": "Design", "jbi": "JBI answers"}
AT_HAND, PRINTED = "individual patient data", "published summary only"
JBI = (
    "Answers to the ten questions of the JBI checklist for case series: y yes, n no, u unclear, - not applicable. They "
    "are not added up."
)
NO_OVERLAP = (
    "No overlap was found: no two cohorts have patients with the same measured values, or name the same publication."
)
LISTED = "{cohorts} lists the cohorts; their own results follow it."
FURTHER = "Further pairs are in {file}."
MOST_FIRST = "The pairs with most in common stand first; all {pairs} are in {file}."
#: Most pairs of cohorts with patients in common that the report lists.
PAIRS_LISTED = 10
OVERLAP = "The cohorts below may have patients in common; such patients would count twice."
BY_CHANCE = " With so many pairs of cohorts, patients with few measured values may agree by chance."
METHODS = (
    "Cohorts are compared if the outcome has the same name, unit and direction, and pooled if at least "
    "{pooled_cohorts} have a mean with a confidence interval. A cohort without one, for example because all patients "
    "have the same value, is listed but not pooled; this biases the pooled mean away from it."
)
PROVENANCE = (
    "Based on the files below; the reports of the cohorts lead to the raw cells. {statistics}, at full precision."
)


def cohorts(content: PooledContent) -> Section:
    """The cohorts with their sources, and which of them may have patients in common."""
    listed = _listed_elsewhere() if content.many else (cohort_table(content), *checklist_answers(content))
    blocks = (Paragraph((CAUTION,), "caution"), *listed, *_overlap(content), *_terms(content))
    return Section(("Cohorts",), blocks, "cohorts", 2, "Cohorts")


def _listed_elsewhere() -> tuple[Block, ...]:
    return (Paragraph(prose(LISTED, cohorts=line(reference("table-cohorts")))),)


def _said(content: PooledContent) -> list[str]:
    """What cohorts.csv says of the publications, by column."""
    abouts = [cohort.about for cohort in content.cohorts.values() if cohort.about]
    return [name for name in SAID if any(about[name] for about in abouts)]


def checklist_answers(content: PooledContent) -> tuple[Block, ...]:
    """What the answers to the checklist of case series mean, where there are some."""
    return (Paragraph((JBI,), "aside"),) if "jbi" in _said(content) else ()


def cohort_table(content: PooledContent) -> Table:
    """The cohorts with their sources."""
    said = _said(content)
    names = header("Cohort", "Patients", *(SAID[name] for name in said), "Source")
    rows = (_cohort(cohort, said) for cohort in content.cohorts.values())
    return captioned(noted(names, rows), "cohorts", "The cohorts and their publications.")


def _terms(content: PooledContent) -> Iterator[Block]:
    """What is in no term of the study, and where the appendix lists everything."""
    if content.harmonisation:
        words = prose(MEASURED, measured=line(reference("table-harmonisation")))
        if any(item["measure"] for item in content.printed):
            words = (*words, *prose(AUDITED, audited=line(reference("table-printed"))))
        yield from unmapped(content)
        yield Paragraph(words, "aside")


def _cohort(cohort: PooledCohort, said: Sequence[str]) -> Row:
    at_hand = AT_HAND if cohort.report else PRINTED
    about = cohort.about
    row_of = str(int(about["row"]) + 1) if about else ""
    columns = [cell("printed", row_of, name, about[name]) if about and about[name] else "" for name in said]
    source = source_words(cohort.source)
    if not source and about and about["citation"]:
        source = line(cell("printed", row_of, "citation", about["citation"]))
    return row(_link(cohort), at_hand, *columns, source)


def _overlap(content: PooledContent) -> Iterator[Block]:
    """Which cohorts may have patients in common."""
    if not content.overlap:
        if len(content.cohorts) > 1:
            yield Paragraph((NO_OVERLAP,))
        return
    places = list(range(len(content.overlap)))
    if content.many:
        places.sort(key=lambda place: _by_chance(content.overlap[place]["reason"]))
    rows = (_pair(content, place) for place in places[:PAIRS_LISTED])
    by_values = any(VALUES_AGREE in found["reason"] for found in content.overlap)
    yield Paragraph((OVERLAP, BY_CHANCE if content.many and by_values else ""), "caution")
    further = [_further(content)] * (len(content.overlap) > PAIRS_LISTED)
    shown = table(header("Cohort", "Other cohort", "Reason"), rows=rows, notes=further, wide=True)
    yield captioned(shown, "overlap", "Cohorts that may have patients in common.")


def _pair(content: PooledContent, place: int) -> Row:
    found = content.overlap[place]
    names = (label(content.title_of(found[name])) for name in ("first", "second"))
    return row(*names, cell("overlap", place + 1, "reason", found["reason"]))


def _by_chance(reason: str) -> int:
    """What orders pairs: the fewer values agree, the likelier by chance; a publication or summary agrees by none."""
    return -int(reason.split()[0]) if VALUES_AGREE in reason else -sys.maxsize


def _further(content: PooledContent) -> Inlines:
    file = Link(("overlap.csv",), "overlap.csv")
    if not content.many:
        return prose(FURTHER, file=file)
    return prose(MOST_FIRST, pairs=counted(len(content.overlap), "overlap"), file=file)


def _link(cohort: PooledCohort) -> Inlines:
    return line(Link((label(cohort.title),), cohort.report) if cohort.report else label(cohort.title))


def pooled_results(content: PooledContent) -> Section:
    """The means of the cohorts side by side, and pooled."""
    blocks: tuple[Block, ...] = (Paragraph((NO_MEANS if content.rates else NOTHING_IN_COMMON,)),)
    if content.compared:
        figure = figure_of("forest", content.figures["forest"], OF_MANY if content.many else FIGURE)
        funnel = _funnel(content) if content.drawn("funnel") else ()
        shown: list[Block] = [_compared(content, comparison) for comparison in content.compared]
        # Of many cohorts the figure fills pages, so what is pooled comes first.
        shown.insert(len(shown) if content.many else 0, figure)
        blocks = (Paragraph((COMPARED,)), *shown, *funnel)
    return Section(("Results",), blocks, "results", 2, "Results")


def _funnel(content: PooledContent) -> Iterator[Block]:
    """The funnel plot, and of each comparison whether it is asymmetric."""
    yield figure_of("funnel", content.figures["funnel"])
    for compared in content.compared:
        found = content.mean(compared).where(method="egger")
        if found.has("intercept") and not found.is_refused("intercept"):
            words = {"p_value": p_words(found.p_value("intercept")), "interval": found.interval("intercept")}
            visit, outcome = line(named_visit(compared.visit)), line(label(compared.label))
            yield Paragraph(prose(EGGER, outcome=outcome, visit=visit, intercept=found.number("intercept"), **words))


def _compared(content: PooledContent, compared: Compared) -> Section:
    pooled = pooled_row("Pooled", *mean_cells(pooled_mean(content, compared)))
    if content.many:
        shown = mean_table(content, compared, [pooled], "pooled", POOLED_MEAN)
    else:
        shown = mean_table(content, compared, [*mean_rows(content, compared), pooled], "means", MEANS)
    blocks = (shown, *_prediction(content, compared), *_elsewhere(content, compared))
    return Section(comparison_title(compared), blocks)


def mean_table(content: PooledContent, compared: Compared, rows: Iterable[Row], name: str, caption: str) -> Table:
    """A table of means; its `name` tells it from others of the same outcome and visit."""
    interval = number_heading(content.level, " interval")
    names = header("Cohort", number_heading("Patients"), number_heading("Mean"), interval, NOTE)
    words = named_caption(comparison_title(compared), caption)
    return captioned(noted_table(content, names, rows), f"{name}-{compared.outcome}-{compared.visit}", words)


def _of_cohorts(content: PooledContent, compared: Compared) -> Iterator[tuple[str, Quantity]]:
    """The group of each cohort with its mean."""
    mean = content.mean(compared)
    groups = content.printer.groups(compared.gain, "patient", "cohort", outcome=compared.outcome, visit=compared.visit)
    for group in groups:
        found = (mean.where(group=group, method=method) for method in OF_COHORTS)
        yield group, next(quantity for quantity in found if quantity.has("mean"))


def not_pooled(content: PooledContent, compared: Compared) -> list[str]:
    """The groups of the cohorts whose mean cannot be pooled."""
    return [group for group, mean in _of_cohorts(content, compared) if mean.is_refused("mean")]


def mean_rows(content: PooledContent, compared: Compared) -> Iterator[Row]:
    """The mean of each cohort."""
    for group, mean in _of_cohorts(content, compared):
        yield row(_link(content.cohorts[group]), *mean_cells(mean))


def _prediction(content: PooledContent, compared: Compared) -> Iterator[Block]:
    pooled = pooled_mean(content, compared)
    if not pooled.is_refused("mean"):
        numbers = pooled_numbers(pooled)
        p_value = p_words(pooled.p_value("q"))
        tau2_interval = pooled.interval("tau2")
        words = prose(PREDICTION, level=content.level, p_value=p_value, tau2_interval=tau2_interval, **numbers)
        no_variance = NO_VARIANCE if pooled.row("tau2")["estimate"] == 0 else ""
        yield Paragraph(line(*words, no_variance, "" if content.many else IMPRECISE))


def _elsewhere(content: PooledContent, compared: Compared) -> Iterator[Block]:
    """Where the appendix has the cohorts, if the report does not, and what else is estimated."""
    about = f"{compared.outcome}-{compared.visit}"
    told = [prose(EACH, table=line(reference(f"table-means-{about}")))] if content.many else []
    if not pooled_mean(content, compared).is_refused("mean"):
        tables = [reference(f"table-{name}-{about}") for name in ("methods", "prediction", "single")]
        told.append(line(ELSEWHERE, *in_series(tables), "."))
    if told:
        yield Paragraph(joined(told, " "), "aside")


def pooled_numbers(pooled: Quantity) -> dict[str, Number]:
    """What tells how far apart cohorts are: prediction interval, τ², I² and Q."""
    names = {"lower": "prediction_lower", "upper": "prediction_upper", "tau2": "tau2", "i2": "i2", "q": "q"}
    return {slot: pooled.number(statistic) for slot, statistic in names.items()}


def pooled_methods(content: PooledContent) -> Section:
    """How cohorts are pooled."""
    pooled_cohorts = setting("methods.pooled_cohorts", content.settings["pooled_cohorts"])
    words = Paragraph(prose(METHODS, pooled_cohorts=pooled_cohorts))
    return Section(("Methods",), (words, method_register(content.methods)), "methods", 2, "Methods")


def pooled_provenance(content: PooledContent) -> Section:
    """The results and printed summaries that the report is made of."""
    statistics = Link(("All numbers of this report",), "statistics.csv")
    files = digests("File", ((Code(path), digest) for path, digest in content.files.items()))
    return Section(
        ("Provenance",), (Paragraph(prose(PROVENANCE, statistics=statistics)), files), "provenance", 2, "Provenance"
    )
