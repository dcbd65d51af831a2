"""Make a cohort up, with the configuration that reads it.

    casetrace simulate NAME [--patients N] [--lesions 1-4] [--effect PERCENT] [--complete SHARE] [--layout long] …

Writes data/NAME/table.csv, what is true of it to data/NAME/README.md, and NAME.yaml, which runs as it stands. The same
command gives the same bytes; the layout, the dialect and the mistakes leave the lesions as they are.
"""

import argparse
import codecs
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from casetrace.cli.encoding import show
from casetrace.cli.inspect import cohort_name
from casetrace.config.validation import validated_config
from casetrace.inspect.proposal import SCHEMA_FILE
from casetrace.model.endpoint_kinds import AT_VISIT, OF_COURSE
from casetrace.model.errors import UserError
from casetrace.simulate.design import MISTAKES, Design, Dialect, Mistake, sd_with_complete
from casetrace.simulate.writing import write_cohorts

KINDS = (*AT_VISIT, "events", *OF_COURSE)
DEFAULT = Design()
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
MOST_COHORTS = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate what the arguments describe.

    Returns
    -------
    int
        The exit status: 0 where the files were written, 1 where they were not, which is told in one message.
    """
    given = list(sys.argv[2:] if arguments is None else arguments)
    options = _parser().parse_args(given)
    command = shlex.join(["casetrace", "simulate", *given])
    config = Path(f"{options.name}.yaml")
    try:
        names = _names(options.name, options.cohorts)
        write_cohorts(_design(options), names, config, command, lambda written: validated_config(written, SCHEMA_FILE))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    show(f"Written: {config}, and what it reads in data/\nThe report: casetrace run {config}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="casetrace simulate",
        description="Make a cohort up, with the configuration that reads it.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("name", type=_name, help="name of the cohort; of several, with a number behind it")
    parser.add_argument("--cohorts", type=_count, default=1, metavar="N", help="how many of this design, in one study")
    parser.add_argument("--seed", type=int, default=DEFAULT.seed, metavar="N", help="what chance is drawn from")
    cohort = parser.add_argument_group("the cohort")
    cohort.add_argument("--patients", type=int, default=DEFAULT.patients, metavar="N", help="patients")
    cohort.add_argument("--lesions", type=_span, default="1-4", metavar="N-N", help="fewest and most of a patient")
    cohort.add_argument("--weeks", type=_weeks, default="0,4,12", metavar="N,N,…", help="baseline and follow-up visits")
    cohort.add_argument("--effect", type=float, default=DEFAULT.effect, metavar="PERCENT",
                        help="mean reduction at the last visit, before it is cut off at 100 %%")  # fmt: skip
    spread = cohort.add_mutually_exclusive_group()
    spread.add_argument("--sd", type=float, default=DEFAULT.sd, metavar="PERCENT", help="its standard deviation")
    spread.add_argument("--complete", type=float, default=None, metavar="SHARE",
                        help="share of lesions in complete remission at the last visit, in place of --sd")  # fmt: skip
    cohort.add_argument("--correlation", type=float, default=DEFAULT.correlation, metavar="R",
                        help="between two lesions of a patient")  # fmt: skip
    cohort.add_argument("--dropout", type=float, default=DEFAULT.dropout, metavar="SHARE",
                        help="share of patients whose follow-up ends early")  # fmt: skip
    cohort.add_argument("--missing", type=float, default=DEFAULT.missing, metavar="SHARE",
                        help="share of the other follow-up values that were not taken")  # fmt: skip
    cohort.add_argument("--events", type=float, default=DEFAULT.events, metavar="SHARE",
                        help="share of patients with an adverse event")  # fmt: skip
    cohort.add_argument("--endpoint", choices=KINDS, default=DEFAULT.endpoint, help="kind of the primary endpoint")
    table = parser.add_argument_group("the table")
    table.add_argument("--layout", choices=("wide", "long"), default=DEFAULT.layout,
                       help="a row for each lesion, or for each lesion and visit")  # fmt: skip
    table.add_argument("--separator", choices=tuple(SEPARATORS), default="comma", help="between two cells")
    table.add_argument("--decimal", choices=("point", "comma"), default="point", help="before decimals")
    table.add_argument("--encoding", type=_encoding, default=DEFAULT.dialect.encoding, help="of the characters")
    table.add_argument("--errors", type=_mistakes, default="", metavar="KIND=N,…",
                       help=f"mistakes to put in, listed in mistakes.csv: {', '.join(MISTAKES)}")  # fmt: skip
    return parser


def _design(options: argparse.Namespace) -> Design:
    complete = options.complete
    return Design(
        patients=options.patients,
        lesions=options.lesions,
        weeks=options.weeks,
        effect=options.effect,
        sd=options.sd if complete is None else sd_with_complete(options.effect, complete),
        correlation=options.correlation,
        dropout=options.dropout,
        missing=options.missing,
        events=options.events,
        endpoint=options.endpoint,
        layout=options.layout,
        dialect=Dialect(SEPARATORS[options.separator], {"point": ".", "comma": ","}[options.decimal], options.encoding),
        mistakes=options.errors,
        seed=options.seed,
    )


def _names(name: str, cohorts: int) -> list[str]:
    width = len(str(cohorts))
    return [name] if cohorts == 1 else [f"{name}-{number:0{width}d}" for number in range(1, cohorts + 1)]


def _name(text: str) -> str:
    if cohort_name(text) != text:
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a cohort; expected such as {cohort_name(text)!r}")
    return text


def _count(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= MOST_COHORTS):
        raise argparse.ArgumentTypeError(f"{text!r}; expected 1 to {MOST_COHORTS}")
    return int(text)


def _span(text: str) -> tuple[int, int]:
    fewest, _, most = text.partition("-")
    try:
        return int(fewest), int(most or fewest)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}; expected a number or two, such as 1-4") from None


def _weeks(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(week) for week in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}; expected whole numbers such as 0,4,12") from None


def _encoding(text: str) -> str:
    try:
        "ö".encode(codecs.lookup(text).name)
    except (LookupError, UnicodeEncodeError):
        raise argparse.ArgumentTypeError(f"{text!r} is no encoding with an ö") from None
    return text


def _mistakes(text: str) -> dict[Mistake, int]:
    wanted: dict[Mistake, int] = {}
    kinds: dict[str, Mistake] = {kind: kind for kind in MISTAKES}
    for part in filter(None, text.split(",")):
        kind, _, number = part.partition("=")
        if kind not in kinds or not number.isdecimal():
            raise argparse.ArgumentTypeError(f"{part!r}; expected a kind and a number, such as text=3")
        wanted[kinds[kind]] = int(number)
    return wanted
