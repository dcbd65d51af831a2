"""What a run has done and what is left of it, in a line for each step."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from casetrace.model.figure_families import plotted_by
from casetrace.model.terminal import harmless
from casetrace.model.wording import counted
from casetrace.pipeline.cluster import began

#: Where the seconds that each rule took last are kept, for the estimate of what is left.
DURATIONS = Path(".snakemake", "casetrace", "durations.json")
#: The rules that only ask for the results of others.
TARGETS = frozenset({"all", "audit"})
#: What steps did whose log says it in several lines; the others say it in the last line of their log.
DONE = {
    "collect_results": "collected the results and what each rests on",
    "report_cohort": "wrote the report",
    "report_claims": "wrote the report",
    "report_pooled": "wrote the report",
    "provenance_cohort": "recorded the run",
}
#: What is said of a step when it begins, since it takes as long as a run.
AT_LENGTH = dict.fromkeys(("lock", "verify"), "running the study afresh in a scratch directory")
INFO = "INFO: "


@dataclass(frozen=True)
class Step:
    """A job: its rule, the cohort that it is of (empty where it is of none), its log, when it began, and where it runs.

    Attributes
    ----------
    begun
        By the clock of the progress, and by that of files.
    here
        Whether it runs on this machine at once; a job of a cluster waits, and its steps for each other.
    sent
        What a cluster calls the job that the step is in.
    """

    rule: str
    cohort: str
    log: str
    begun: float
    here: bool = True
    since: float = 0.0
    sent: str = ""

    @property
    def name(self) -> str:
        """Its rule, in words."""
        return self.rule.replace("_", " ")

    @property
    def at_work(self) -> str:
        """What is at work, in words."""
        return f"job {self.sent} of the cluster" if self.sent else self.name

    @property
    def told(self) -> str:
        """What the step did, in words."""
        family = plotted_by(self.rule)
        if family:
            return f"figures: {', '.join(family.figures).replace('_', ' ')}"
        return DONE.get(self.rule) or _last_line(self.log) or self.name


def _last_line(log: str) -> str:
    """What a log says last of what its job did; empty where it says nothing."""
    try:
        lines = Path(log).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    return next((harmless(line.removeprefix(INFO)) for line in reversed(lines) if line.startswith(INFO)), "")


@dataclass
class Progress:
    """The steps of a run, as Snakemake tells of them.

    Attributes
    ----------
    last_time
        The seconds that each rule took in an earlier run.
    clock
        Seconds from any moment on.
    left
        How many jobs of each rule are not done.
    running
        The jobs that are at work, by their number.
    took
        The seconds of the jobs that are done, by rule.
    """

    last_time: Mapping[str, float] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    left: Counter[str] = field(default_factory=Counter)
    running: dict[int, Step] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    total: int = 0
    begun: float = 0.0

    def plan(self, jobs: Mapping[str, int]) -> None:
        """Take the numbers of jobs by rule."""
        self.left = Counter({rule: number for rule, number in jobs.items() if rule not in TARGETS and rule != "total"})
        self.total = self.left.total()
        self.begun = self.clock()

    def begin(self, number: int, rule: str, cohort: str, log: str, *, here: bool = True) -> str:
        """Note that a job begins; the line that tells of it, empty where the one that it ends with is enough."""
        if rule not in TARGETS:
            self.running[number] = Step(rule, cohort, log, self.clock(), here, time.time())
        return AT_LENGTH.get(rule, "")

    def send(self, numbers: Iterable[int], sent: str) -> str:
        """Note that jobs were sent to a cluster as one of its own; the line that tells of it."""
        steps = {number: replace(self.running[number], sent=sent) for number in numbers if number in self.running}
        self.running |= steps
        cohorts = ", ".join(dict.fromkeys(step.cohort for step in steps.values() if step.cohort))
        told = f"sent to the cluster as job {sent}, {counted(len(steps), 'step')}" if steps else ""
        return f"{cohorts}: {told}" if cohorts else told

    def end(self, number: int) -> str:
        """Note that a job is done; the line that tells of it, empty where there is nothing to tell."""
        step = self.running.pop(number, None)
        if step is None:
            return ""
        if step.here:
            self.took.setdefault(step.rule, []).append(self.clock() - step.begun)
        self.left[step.rule] -= 1
        done = self.total - self.left.total()
        left = self.estimate()
        return f"{_of(step)}{done:>{len(str(self.total))}} of {self.total}  {step.told}{f'  ({left})' if left else ''}"

    def fail(self, number: int) -> str:
        """Note that a job failed; the line that tells of it."""
        step = self.running.pop(number, None)
        return f"{_of(step)}{step.rule} failed" if step else ""

    def fail_in_cluster(self, numbers: Iterable[int], reason: str, log: str) -> str:
        """Note that a job of a cluster failed; the line that tells of it.

        Parameters
        ----------
        numbers
            Its steps.
        reason
            What the cluster says of it, empty where it ended of itself.
        log
            What it wrote beside the logs of its steps.
        """
        steps = [step for step in (self.running.pop(number, None) for number in numbers) if step]
        if not steps:
            return ""
        failed = [step for step in steps if began(step.log, step.since)]
        what = ", ".join(step.rule for step in failed) or f"job {steps[0].sent}".rstrip()
        told = f"{_of(steps[0])}{what} failed"
        if reason or not failed:
            told += f" in the cluster{f': {reason}' if reason else ''}{f'. The log is {log}' if log else ''}"
        return told

    def at_work(self) -> str:
        """What is at work, in words; empty where nothing is."""
        names: dict[str, list[str]] = {}
        for step in self.running.values():
            names.setdefault(_of(step), []).append(step.at_work)
        return "; ".join(f"{cohort}{', '.join(dict.fromkeys(steps))}" for cohort, steps in names.items())

    def estimate(self) -> str:
        """How long the rest takes, in words; empty where nothing tells, as in a first run."""
        expected = {rule: self._expected(rule) for rule, number in self.left.items() if number > 0}
        done = sum(map(sum, self.took.values()))
        if not expected or not done or not all(expected.values()):
            return ""
        now = self.clock()
        begun = sum(min(now - step.begun, expected.get(step.rule, 0.0)) for step in self.running.values())
        rest = sum(self.left[rule] * seconds for rule, seconds in expected.items()) - begun
        # Jobs overlap, and the machine is as busy as it is: what the work so far took tells of both.
        return _duration(rest * (now - self.begun) / (done + begun))

    def _expected(self, rule: str) -> float:
        took = self.took.get(rule)
        return sum(took) / len(took) if took else self.last_time.get(rule, 0.0)

    def keep(self, path: Path) -> None:
        """Keep the seconds of each rule for the next run; where they cannot be kept, that one has no estimate."""
        known = {**self.last_time, **{rule: round(self._expected(rule), 3) for rule in self.took}}
        if not self.took:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(known, sort_keys=True), encoding="utf-8")
        except OSError:
            return


def _of(step: Step) -> str:
    return f"{step.cohort}: " if step.cohort else ""


def _duration(seconds: float) -> str:
    if seconds < 3:
        return ""
    if seconds < 57.5:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    return f"about {round(seconds / 60)} min left"


def last_durations(path: Path) -> dict[str, float]:
    """The seconds of each rule in an earlier run; none where there was none, or its note is damaged."""
    try:
        return {str(rule): float(seconds) for rule, seconds in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
