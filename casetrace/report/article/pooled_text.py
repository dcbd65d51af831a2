"""The text of a manuscript of cohorts together: which they are, how they are pooled, what came of it."""

from collections.abc import Iterator, Sequence

from casetrace.methods.register import DESCRIPTIONS, METHODS
from casetrace.report.article.citations import Citations
from casetrace.report.article.method_words import register_name
from casetrace.report.article.parts import plain
from casetrace.report.document.inlines import Inlines, Number
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import capitalised, in_series, joined, line, prose
from casetrace.report.document.walking import parts_of
from casetrace.report.phrases import p_words
from casetrace.report.pooled_content import Compared, ComparedRate, PooledContent
from casetrace.report.printer import label, named_visit, setting
from casetrace.report.sections.next_study import planning_words
from casetrace.report.sections.pooled import not_pooled, pooled_numbers
from casetrace.report.sections.pooled_rates import pooled_rate
from casetrace.report.sections.pooled_sensitivity import pooled_mean

AT_HAND = "Individual patient data were available for {cohorts}."
PRINTED = "Only published summary data were available for {cohorts}; they were tested for consistency before use."
ALL_AT_HAND = "Individual patient data were available for all cohorts ({table})."
MIXED = "{table} lists the cohorts, and for which of them only published summary data were available."
COMPARED = (
    "Outcomes and visits that at least two cohorts share were compared, with the patient as the unit of analysis "
    "(mean of a patient's lesions) and missing values left out. Cohorts were pooled if at least {pooled_cohorts} had a "
    "mean with a confidence interval."
)
LEVEL = "Intervals are two-sided, at a level of {level}."
#: What is said of a method whose numbers are printed, by its name in the register.
METHOD_WORDS = {
    "t": "The mean of a cohort has a confidence interval by Student's t distribution",
    "clopper_pearson": "The proportion of a cohort has a confidence interval by the method of Clopper and Pearson",
    "hartung_knapp": (
        "Means of cohorts were pooled by random effects: variance between cohorts of Paule and Mandel with its "
        "Q-profile interval, confidence interval of Hartung and Knapp, prediction interval of Higgins, Thompson and "
        "Spiegelhalter"
    ),
    "binomial_normal": (
        "Proportions were pooled by their exact likelihood, binomial within cohorts and with normal log-odds between "
        "them; a cohort in which all or none responded was kept"
    ),
    "cumulative_logit": (
        "Ordered categories of individual patients were pooled in one stage by a cumulative logit model with a normal "
        "effect of the cohort (maximum likelihood, adaptive Gauss–Hermite quadrature), as shares in a category or a "
        "better one"
    ),
    "freeman_tukey": "For comparison they were pooled by the Freeman–Tukey double arcsine transformation",
    "printed_t": "Of printed means and standard deviations, intervals were calculated by Student's t distribution",
    "printed_wan_t": (
        "A printed median was turned into a mean and standard deviation, on the assumption of nearly normal values"
    ),
    "printed_box_cox_t": (
        "A printed median was turned into a mean and standard deviation, on the assumption that a power of the values "
        "is nearly normal"
    ),
    "printed_clopper_pearson": "Of printed counts, intervals were calculated by the method of Clopper and Pearson",
    "nested_variance": "Variances within cohorts were pooled for the planning of the next study",
    "trial_size": "Sizes of the next study are those at which its test has the power asked",
    "simulated_trials": "They were checked by simulated studies",
    "simon_two_stage": "The study with one arm has the two stages of Simon",
}
POOLED = (
    "The pooled {quantity} was {mean} % ({level} confidence interval {interval} %; {patients} patients{without}). The "
    "prediction interval for a further cohort was {lower} to {upper} %. The between-cohort variance (tau-squared) was "
    "{tau2} percentage points squared ({level} interval {tau2_interval}); I-squared was {i2} % and Cochran's Q {q}, "
    "{p_value}."
)
WITHOUT = ", without {cohorts}, whose mean cannot be pooled"
NOT_POOLED = "The {quantity} was not pooled: {reason}."
RATE = (
    "{share}: the pooled proportion was {proportion} % ({interval} %; {patients} patients), the prediction interval "
    "for a further cohort {lower} to {upper} %."
)
RATE_NOT_POOLED = "{share}: proportions were not pooled: {reason}."
AS_ONE = " Over all patients the proportion was {proportion} % (exact interval {interval} %)."
CAUTION = (
    "Cohorts differ in patients, treatment and measurement; the pooled numbers do not show that the treatment caused a "
    "change."
)


def cohorts_text(content: PooledContent) -> Inlines:
    """For which cohorts there are individual patient data, and for which published summary data only."""
    if content.many:
        words = ALL_AT_HAND if all(cohort.report for cohort in content.cohorts.values()) else MIXED
        return prose(words, table=line(reference("table-cohorts")))
    at_hand = [cohort.title for cohort in content.cohorts.values() if cohort.report]
    printed = [cohort.title for cohort in content.cohorts.values() if not cohort.report]
    told = ((AT_HAND, at_hand), (PRINTED, printed))
    return joined([prose(text, cohorts=_named(names)) for text, names in told if names], " ")


def _named(titles: Sequence[str]) -> Inlines:
    """Cohorts in a row, parted by semicolons where titles have commas."""
    return in_series([label(title) for title in titles], ";" if any("," in title for title in titles) else ",")


def pooling_text(content: PooledContent, citations: Citations, printed: object) -> Inlines:
    """The paragraph on statistics: of the methods whose numbers are printed, in the order of the register.

    Parameters
    ----------
    printed
        What the manuscript prints of results.
    """
    used = {content.printer.by_id[number.result_id]["method"] for number in parts_of(printed, Number)}
    pooled_cohorts = setting("methods.pooled_cohorts", content.settings["pooled_cohorts"])
    sentences = [prose(COMPARED, pooled_cohorts=pooled_cohorts), prose(LEVEL, level=content.level)]
    sentences += [
        line(METHOD_WORDS[method], citations.cite(method), ".")
        if method in METHOD_WORDS
        else line("Also used: ", register_name(method), citations.cite(method), ".")
        for method in METHODS
        if method in used and method not in DESCRIPTIONS
    ]
    return joined(sentences, " ")


def results_paragraphs(content: PooledContent) -> Iterator[Inlines]:
    """What came of each comparison, and with what caution it is to be read."""
    means = [_mean(content, compared) for compared in content.compared]
    rates = [_rate(content, rate) for rate in content.rates]
    for sentences in (means, rates):
        yield from _paragraph(sentences)
    if content.compared or content.rates:
        yield (CAUTION,)
    planned = planning_words(content)
    if planned:
        yield plain(planned)


def _paragraph(sentences: Sequence[Inlines]) -> Iterator[Inlines]:
    if sentences:
        yield joined(sentences, " ")


def _mean(content: PooledContent, compared: Compared) -> Inlines:
    mean, quantity = pooled_mean(content, compared), _quantity(compared)
    if mean.is_refused("mean"):
        return prose(NOT_POOLED, quantity=quantity, reason=_reason(mean.row("mean")["note"]))
    numbers = {slot: plain(line(number)) for slot, number in pooled_numbers(mean).items()}
    left_out = [content.cohorts[group].title for group in not_pooled(content, compared)]
    return prose(
        POOLED,
        patients=mean.size("patients", "mean"),
        without=prose(WITHOUT, cohorts=_named(left_out)) if left_out else "",
        quantity=quantity,
        level=content.level,
        mean=mean.number("mean", mark=False),
        interval=mean.interval("mean", mark=False),
        tau2_interval=mean.interval("tau2", mark=False),
        p_value=p_words(mean.p_value("q")),
        **numbers,
    )


def _quantity(compared: Compared) -> Inlines:
    return line(f"{compared.gain} of ", label(compared.label), " at ", named_visit(compared.visit))


def _rate(content: PooledContent, rate: ComparedRate) -> Inlines:
    found = pooled_rate(content, rate)
    share = line(label(capitalised(rate.label)), ", ", named_visit(rate.visit))
    if found.is_refused("proportion"):
        told = prose(RATE_NOT_POOLED, share=share, reason=_reason(found.row("proportion")["note"]))
        as_one = found.where(method="clopper_pearson")
        if as_one.has("proportion"):
            proportion, interval = as_one.number("proportion", mark=False), as_one.interval("proportion", mark=False)
            told = (*told, *prose(AS_ONE, proportion=proportion, interval=interval))
        return told
    proportion, interval = found.number("proportion", mark=False), found.interval("proportion", mark=False)
    lower, upper = (found.number(end, mark=False) for end in ("predicted_lower", "predicted_upper"))
    patients = found.size("patients", "proportion")
    return prose(
        RATE, share=share, proportion=proportion, interval=interval, patients=patients, lower=lower, upper=upper
    )


def _reason(note: str) -> Inlines:
    """Why there is no number, as the results say it, without what the report is to be looked up for."""
    return line(label(note.partition("; see ")[0]))
