"""How far a pooled mean depends on the method and on single cohorts."""

from collections.abc import Iterator, Mapping

from casetrace.model import groups
from casetrace.model.comparisons import AD_HOC, K_LESS_1, METHOD, PARTLETT_RILEY, RESTRICTED
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import Entry, captioned, header, number_cell, number_heading, row, table
from casetrace.report.phrases import p_words
from casetrace.report.pooled_content import Compared, PooledContent
from casetrace.report.printer import label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.pooled_tables import named_caption, noted_table

TITLE = "Other methods, single cohorts and one stage"
BY_METHOD = (
    "The Hartung–Knapp interval without and with the ad hoc correction, which keeps it at least as wide as the "
    "inverse-variance interval, and prediction intervals by three definitions."
)
#: How many of many pooled means are listed at either end.
EXTREME = 3
EXTREMES = (
    "The pooled mean without each cohort in turn: where it is lowest and highest, and of the cohorts up to each year. "
    "All are in {file}."
)
OF_SOME = "The pooled mean of some of the cohorts."
OMITTED = "The pooled mean without each cohort in turn, and of the cohorts up to each year."
ONE_STAGE = (
    "One stage, individual patient data with the cohort as stratum: mean of the patients {mean} %; sign-flip test of "
    "no change, {p_value}."
)
MODEL = " Mixed model with a random effect of the cohort: {mean} % ({interval})."
ARMS = "Arms compared within cohorts ({arms}), van Elteren's test: {p_value}."
NO_TEST = "Arms compared within cohorts ({arms}): not tested; {reason}."
#: Statistics of a prediction interval.
ENDS = ("prediction_lower", "prediction_upper")
DEFINITIONS = (
    (
        "Higgins, Thompson and Spiegelhalter: inverse-variance error, two degrees of freedom fewer than cohorts",
        METHOD,
        "",
    ),
    (
        "Partlett and Riley: Hartung–Knapp error with the correction, two degrees of freedom fewer than cohorts",
        RESTRICTED,
        PARTLETT_RILEY,
    ),
    ("The same, one degree of freedom fewer than cohorts", RESTRICTED, K_LESS_1),
)
INTERVALS = (
    ("Hartung–Knapp, Paule–Mandel variance", METHOD, ""),
    ("The same with the ad hoc correction", METHOD, AD_HOC),
    ("Hartung–Knapp, restricted maximum likelihood variance", RESTRICTED, ""),
    ("The same with the ad hoc correction", RESTRICTED, AD_HOC),
)


def pooled_sensitivity(content: PooledContent) -> Iterator[Section]:
    """The section; none where nothing else is estimated."""
    titles = (comparison_title(compared) for compared in content.compared)
    shown = [(title, _sensitivity(content, compared)) for title, compared in zip(titles, content.compared, strict=True)]
    sections = tuple(Section(title, tuple(blocks)) for title, blocks in shown if blocks)
    if sections:
        yield Section((TITLE,), sections, "sensitivity", 2, "Sensitivity")


def comparison_title(compared: Compared) -> Inlines:
    """The heading of what is said of an outcome at a visit."""
    return line(f"{capitalised(compared.gain)} of ", label(compared.label), ", ", named_visit(compared.visit), ", %")


def _sensitivity(content: PooledContent, compared: Compared) -> list[Block]:
    """What else is estimated of a comparison."""
    blocks: list[Block] = []
    if not pooled_mean(content, compared).is_refused("mean"):
        about = f"{compared.outcome}-{compared.visit}"
        blocks += [Paragraph((BY_METHOD,)), *_methods(content, compared)]
        single = list(_single(content, compared))
        if single:
            names = header("Cohorts", number_heading("Patients"), number_heading("Mean"), *_interval(content), "Note")
            caption = named_caption(comparison_title(compared), OF_SOME)
            shown = captioned(noted_table(content, names, single), f"single-{about}", caption)
            words = prose(EXTREMES, file=Link(("statistics.csv",), "statistics.csv")) if content.many else (OMITTED,)
            blocks += [Paragraph(words), shown]
    return [*blocks, *_one_stage(content, compared)]


def pooled_mean(content: PooledContent, compared: Compared) -> Quantity:
    """The pooled mean of all cohorts."""
    return content.mean(compared).where(method=METHOD)


def mean_cells(mean: Quantity) -> Iterator[Entry]:
    """A mean with its patients, its interval and its note."""
    yield number_cell(mean.size("patients", "mean"))
    yield number_cell(mean.number("mean"))
    yield number_cell(mean.interval("mean"))
    yield mean.note("mean")


def _interval(content: PooledContent) -> tuple[Entry, ...]:
    return (number_heading(content.level, " interval"),)


def _methods(content: PooledContent, compared: Compared) -> Iterator[Block]:
    mean, title, about = content.mean(compared), comparison_title(compared), f"{compared.outcome}-{compared.visit}"
    names = header("Method", number_heading("Mean"), *_interval(content), number_heading("τ²"))
    rows = []
    for words, method, option in INTERVALS:
        found = mean.where(method=method, option=option)
        if found.has("mean") and not found.is_refused("mean"):
            tau2 = found.where(option="").number("tau2")
            rows.append(
                row(words, number_cell(found.number("mean")), number_cell(found.interval("mean")), number_cell(tau2))
            )
    caption = named_caption(title, "The pooled mean by method.")
    yield captioned(table(names, rows=rows, wide=True), f"methods-{about}", caption)
    predicted = [(words, mean.where(method=method, option=option)) for words, method, option in DEFINITIONS]
    shown = [row(words, number_cell(_ends(found))) for words, found in predicted if found.has(ENDS[0])]
    intervals = table(header("Prediction interval", number_heading("%")), rows=shown)
    caption = named_caption(title, "The prediction interval by definition.")
    yield captioned(intervals, f"prediction-{about}", caption)


def _ends(quantity: Quantity) -> Inlines:
    return line(quantity.number(ENDS[0]), " to ", quantity.number(ENDS[1]))


def _single(content: PooledContent, compared: Compared) -> Iterator[Row]:
    about = {"outcome": compared.outcome, "visit": compared.visit}
    for variable, words in (("omitted", "Without "), ("up_to", "Up to ")):
        groups_of_some = content.printer.groups(compared.gain, "patient", variable, **about)
        means = {group: pooled_mean(content, compared).where(group=group) for group in groups_of_some}
        for group, found in (_extremes(means) if variable == "omitted" and content.many else means).items():
            value = dict(groups.read(group))[variable]
            name = content.cohorts[groups.written([("cohort", value)])].title if variable == "omitted" else value
            yield row(line(words, label(name)), *mean_cells(found))


def _extremes(means: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The lowest and the highest of many pooled means, in order; those that are not estimated as well."""
    estimated = [group for group, mean in means.items() if not mean.is_refused("mean")]
    in_order = sorted(estimated, key=lambda group: float(means[group].row("mean")["estimate"]))
    shown = dict.fromkeys(
        [*in_order[:EXTREME], *in_order[-EXTREME:], *(group for group in means if group not in estimated)]
    )
    return {group: means[group] for group in shown}


def _one_stage(content: PooledContent, compared: Compared) -> Iterator[Block]:
    mean = content.mean(compared)
    flips = mean.where(method="sign_flip")
    if not flips.has("mean") or flips.is_refused("mean"):
        return
    words = prose(ONE_STAGE, mean=flips.number("mean"), p_value=p_words(flips.p_value("mean")))
    model = mean.where(method="mixed_model_cohorts")
    if model.has("mean") and not model.is_refused("mean"):
        words = (*words, *prose(MODEL, mean=model.number("mean"), interval=model.interval("mean")))
    yield Paragraph(words)
    arms = mean.of(f"{compared.gain}_difference", "patient")
    for group in arms.groups("arm"):
        test = arms.where(group=group, method="van_elteren")
        names = label(dict(groups.read(group))["arm"])
        if test.is_refused("rank_sum"):
            yield Paragraph(prose(NO_TEST, arms=names, reason=test.note("rank_sum")))
        else:
            yield Paragraph(prose(ARMS, arms=names, p_value=p_words(test.p_value("rank_sum"))))
