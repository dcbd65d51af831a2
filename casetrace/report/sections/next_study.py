"""The next study: what is known of its variances, and the sizes of three designs."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.model import groups
from casetrace.model.planning import OF_ARMS, OF_DROPOUT, OF_SPREAD, ONE_ARM, UPPER_SD, WITHIN
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line, prose
from casetrace.report.document.tables import captioned, header, noted, number_cell, number_heading, row, table
from casetrace.report.drawing import figure_of
from casetrace.report.glossary import NOTE
from casetrace.report.pooled_content import PooledContent
from casetrace.report.printer import label, named_visit, setting
from casetrace.report.quantity import Quantity

AIM = (
    "The next study is to detect a difference of {difference} percentage points in the mean improvement of {outcome} "
    "at {visit} with a power of {power} at a two-sided significance level of {alpha}."
)
SEEN = (
    "Within cohorts, and within the arms of a cohort that has arms, the SD of patients is {sd} percentage points "
    "({level} interval {interval}). Patients without a value at this visit: {dropped} of {patients} ({dropout} %, "
    "{dropout_interval} %)."
)
LESIONS = " The SD of lesions is {sd}; the correlation of two lesions of a patient is {icc} ({interval})."
GIVEN = " The correlation of two lesions of a patient is taken as {icc}."
ASSUMED = (
    "Assumptions: the next study measures the same outcome in similar patients, with the variances, the correlation "
    "and the dropout seen here. Few patients estimate these badly: the last column takes the one-sided upper limit of "
    "the SD, {upper} for patients. Values are nearly normal; lesions of a patient are exchangeable; within patients "
    "the effect is the same in all, and the treatment of one lesion does not reach another. Improvement in a single "
    "arm does not tell what a control arm would show, such as regression to the mean: the difference to find is a "
    "clinical judgement."
)
ARMS_TITLE, ARMS_CAPTION = "Two parallel arms", "Patients in each arm."
WITHIN_TITLE, WITHIN_CAPTION = "Lesions compared within patients (split lesions)", "Total number of patients."
ONE_ARM_TITLE, ONE_ARM_CAPTION = "Single arm in two stages (Simon)", "The designs with the numbers of patients."
ONE_ARM_AIM = (
    "Null response rate {poor}, alternative {good}; type I error at most {alpha}, type II error at most {beta}."
)
COLUMNS = (
    "Lesions per patient", "Assessed", "Enrolled", "Power", "Simulated power", "Half-width of the interval",
    "Enrolled at the upper limit of the SD",
)  # fmt: skip
#: What is said of a two-stage design, with the statistic, and whether it is a percentage.
DESIGNED = (
    ("Patients in the first stage", "first_patients", False),
    ("Stop after the first stage if responses ≤", "first_limit", False),
    ("Patients in both stages", "patients", False),
    ("Treatment rejected if responses in both stages ≤", "limit", False),
    ("Patients to enrol, dropout allowed for", "enrolled", False),
    ("Expected number of patients under the null rate", "expected", False),
    ("Probability of stopping early under the null rate", "stops", True),
)
DESIGNS = ("optimal", "minimax")
SIMULATED = (("Type I error, simulated", "alpha"), ("Power, simulated", "power"))


def next_study(content: PooledContent) -> tuple[Section, ...]:
    """The section; none where no next study is declared."""
    asked = content.pool.get("next_study")
    if asked is None:
        return ()
    spread = _spread(content, asked)
    if not spread.has("sd"):
        return ()
    if spread.is_refused("sd"):
        return (Section(("The next study",), (Paragraph(line(spread.note("sd"))),), "next-study", 2, "Next study"),)
    power = (figure_of("power", content.figures["power"]),) if content.drawn("power") else ()
    blocks = (
        Paragraph(_aim(content, asked)),
        Paragraph(_seen(content, spread, asked)),
        _trial(content, OF_ARMS.analysis, (ARMS_TITLE, ARMS_CAPTION), asked),
        _trial(content, WITHIN.analysis, (WITHIN_TITLE, WITHIN_CAPTION), asked),
        *power,
        *_one_arm(content, asked),
        Paragraph(prose(ASSUMED, upper=spread.where(option=UPPER_SD).number("sd", mark=False)), "aside"),
    )
    return (Section(("The next study",), blocks, "next-study", 2, "Next study"),)


def planning_words(content: PooledContent) -> Inlines:
    """What the next study is to find and what is seen of its variances; nothing where none can be planned."""
    asked = content.pool.get("next_study", {})
    spread = _spread(content, asked) if asked else None
    if spread is None or not spread.has("sd") or spread.is_refused("sd"):
        return ()
    return line(_aim(content, asked), " ", _seen(content, spread, asked))


def _spread(content: PooledContent, asked: Mapping[str, Any]) -> Quantity:
    """The standard deviation of patients within cohorts."""
    return _about(content, OF_SPREAD.analysis, "patient", asked).where(method="nested_variance")


def _about(content: PooledContent, analysis: str, unit: str, asked: Mapping[str, Any]) -> Quantity:
    key = {"outcome": asked["outcome"], "visit": asked["visit"], "scenario": "observed", "analysis_set": "all"}
    return Quantity(content.printer, analysis, unit, key)


def _set(asked: Mapping[str, Any], *keys: str) -> Inlines:
    """A setting of the next study."""
    value: Any = asked
    for key in keys:
        value = value[key]
    return line(setting(".".join(("pool", "next_study", *keys)), value))


def _aim(content: PooledContent, asked: Mapping[str, Any]) -> Inlines:
    return prose(
        AIM,
        outcome=label(content.labels.get(asked["outcome"], asked["outcome"])),
        visit=named_visit(asked["visit"]),
        **{key: _set(asked, key) for key in ("difference", "power", "alpha")},
    )


def _seen(content: PooledContent, spread: Quantity, asked: Mapping[str, Any]) -> Inlines:
    dropout = spread.of(OF_DROPOUT.analysis, "patient").where(method="clopper_pearson")
    words: Inlines = ()
    if dropout.has("proportion"):
        words = prose(
            SEEN,
            sd=spread.number("sd"),
            level=content.level,
            interval=spread.interval("sd"),
            dropped=dropout.number("count"),
            patients=dropout.size("patients", "count"),
            dropout=dropout.number("proportion"),
            dropout_interval=dropout.interval("proportion"),
        )
    lesions = spread.of(OF_SPREAD.analysis, "lesion")
    if not lesions.is_refused("icc"):
        icc, interval = lesions.number("icc"), lesions.interval("icc")
        words = (*words, *prose(LESIONS, sd=lesions.number("sd"), icc=icc, interval=interval))
    if "icc" in asked:
        words = (*words, *prose(GIVEN, icc=_set(asked, "icc")))
    return words


def _trial(content: PooledContent, analysis: str, words: tuple[str, str], asked: Mapping[str, Any]) -> Section:
    quantity = _about(content, analysis, "patient", asked)
    names = header(COLUMNS[0], *map(number_heading, COLUMNS[1:]), NOTE)
    title, caption = words
    return Section((title,), (captioned(noted(names, _trial_rows(quantity)), analysis, caption),))


def _trial_rows(quantity: Quantity) -> Iterator[Row]:
    for group in quantity.groups("lesions_per_patient"):
        found = quantity.where(group=group, method="trial_size")
        lesions = label(dict(groups.read(group))["lesions_per_patient"])
        if found.is_refused("patients"):
            yield row(lesions, *[number_cell("")] * 6, found.note("patients"))
            continue
        upper = found.where(option=UPPER_SD)
        yield row(
            lesions,
            *(number_cell(found.number(name)) for name in ("patients", "enrolled")),
            number_cell(line(found.number("power"), " %")),
            number_cell(line(found.where(method="simulated_trials").number("power"), " %")),
            number_cell(found.number("half_width")),
            number_cell("" if upper.is_refused("patients") else upper.number("enrolled")),
            found.note("patients"),
        )


def _one_arm(content: PooledContent, asked: Mapping[str, Any]) -> Iterator[Block]:
    if "response" not in asked:
        return
    quantity = _about(content, ONE_ARM.analysis, "patient", asked)
    aim = prose(ONE_ARM_AIM, **{key: _set(asked, "response", key) for key in ("poor", "good", "alpha", "beta")})
    refused = quantity.where(method="simon_two_stage")
    if refused.has("patients"):
        yield Section((ONE_ARM_TITLE,), (Paragraph(aim), Paragraph(line(refused.note("patients")))))
        return
    names = header("Design", *(number_heading(name.capitalize()) for name in DESIGNS))
    shown = captioned(table(names, rows=_stages(quantity)), ONE_ARM.analysis, ONE_ARM_CAPTION)
    yield Section((ONE_ARM_TITLE,), (Paragraph(aim), shown))


def _stages(quantity: Quantity) -> Iterator[Row]:
    """What is said of the designs, a row each."""
    designs = [quantity.where(method="simon_two_stage", option=name) for name in DESIGNS]
    for words, statistic, percent in DESIGNED:
        numbers = (design.number(statistic) for design in designs)
        yield row(words, *(number_cell(line(number, " %") if percent else number) for number in numbers))
    for words, statistic in SIMULATED:
        simulated = (quantity.where(method="simulated_trials", option=name).number(statistic) for name in DESIGNS)
        yield row(words, *(number_cell(line(number, " %")) for number in simulated))
