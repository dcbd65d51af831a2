"""What a person sees of a run on the terminal: a line for each step, and what is wrong.

A logger plugin of Snakemake, which the profile names. Where all of Snakemake's own lines are asked for (`--verbose`,
`--printshellcmds`), or none (`--quiet`), or nothing is run (`--dry-run`), this one says nothing and Snakemake speaks.
"""

import os
import re
import sys
from logging import INFO, LogRecord
from pathlib import Path

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from casetrace.model.terminal import harmless
from casetrace.pipeline.cluster import why
from casetrace.pipeline.log import CALM_VARIABLE
from casetrace.pipeline.progress import DURATIONS, Progress, last_durations

#: Of what Snakemake says beside the steps of a run, what a person needs nothing of.
CHATTER = re.compile(
    "Assuming unrestricted shared filesystem|Building DAG of jobs|Using shell: |Select jobs to execute|Complete log|"
    "Elapsed time: |Shutting down, this might take|Exiting because a job execution failed|"
    "WorkflowError:\nAt least one job did not complete successfully|"
    # Of a cluster: what the plugin has guessed, and what it does.
    "SLURM run ID: |MinJobAge |.*'sacct'|No SLURM account given|No account was given|Unable to guess SLURM account|"
    "Guessed SLURM account|Cleaning up SLURM log files|Trying to restart job "
)
#: What the plugin says of a job that a cluster has taken: Snakemake's name of it, the cluster's, and its log.
SENT = re.compile(r"Job (\S+) has been submitted with SLURM jobid (\S+) \(log: ")
#: A script that ended with status 1 has left its message in its log, which is shown at the end of the run; one that was
#: interrupted has been by who sits there.
KNOWN_ENDS = re.compile(
    r"RuleException:\nCalledProcessError .*(returned non-zero exit status 1|died with <Signals.SIGINT: 2>)\.", re.DOTALL
)
INTERRUPTED = "Terminating processes on user request"
#: Where in the workflow's own files an error of the user's was noticed.
PLACES_IN_THE_WORKFLOW = re.compile(r'^WorkflowError( in .*)?:\n|(\n  File ".*", line \d+, in .*)+$')
EVENTS_OF_STEPS = frozenset(
    {
        LogEvent.RUN_INFO,
        LogEvent.RESOURCES_INFO,
        LogEvent.WORKFLOW_STARTED,
        LogEvent.JOB_INFO,
        LogEvent.JOB_STARTED,
        LogEvent.JOB_FINISHED,
        LogEvent.JOB_ERROR,
        LogEvent.GROUP_INFO,
        LogEvent.GROUP_ERROR,
        LogEvent.SHELLCMD,
        LogEvent.PROGRESS,
        LogEvent.RULEGRAPH,
    }
)
#: Ends the line of what is at work on a terminal, which the next line takes the place of.
ERASE = "\r\x1b[K"


class Terminal(LogHandlerBase):
    """Writes the lines of a run to the standard error."""

    def __post_init__(self) -> None:
        """Decide whether to speak, which holds for the jobs of the run too."""
        # Imports Snakemake, which is there when it makes this object, and not yet when it looks for it.
        from casetrace.pipeline.hooks.runs import check_given_configurations

        check_given_configurations()
        settings = self.common_settings
        quiet = {str(kind).rpartition(".")[2].lower() for kind in getattr(settings, "quiet", None) or ()}
        loud = bool(settings.verbose or settings.debug_dag or settings.printshellcmds)
        silent = bool(quiet & {"all", "progress"})
        self.calm = not (loud or silent or settings.dryrun)
        if not loud:
            os.environ[CALM_VARIABLE] = "1"
        self.folder = Path.cwd()
        self.progress = Progress()
        self.groups: dict[str, list[int]] = {}
        self.on_terminal = self.calm and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self.shown = ""

    @property
    def writes_to_stream(self) -> bool:
        """Whether Snakemake's own lines have no place beside these."""
        return self.calm

    @property
    def writes_to_file(self) -> bool:
        """Snakemake writes a log of all its lines itself."""
        return False

    @property
    def has_filter(self) -> bool:
        """What is told is chosen here."""
        return True

    @property
    def has_formatter(self) -> bool:
        """It is worded here."""
        return True

    @property
    def needs_rulegraph(self) -> bool:
        """The numbers of jobs are enough."""
        return False

    def emit(self, record: LogRecord) -> None:
        """Take what Snakemake says."""
        if not self.calm:
            return
        try:
            event = getattr(record, "event", None)
            line = (
                self._of_step(event, record) if event in EVENTS_OF_STEPS else self._of_cluster(record) or _line(record)
            )
            if line:
                self._write(line)
            if line.startswith(INTERRUPTED):
                self.progress.running.clear()
            self._show_what_is_at_work()
        except Exception:
            self.handleError(record)

    def _of_step(self, event: LogEvent, record: LogRecord) -> str:
        about = vars(record)
        if event == LogEvent.RUN_INFO and not self.progress.total:
            self.folder = Path.cwd()
            self.progress = Progress(last_durations(self.folder / DURATIONS))
            self.progress.plan(about["stats"])
        elif event == LogEvent.JOB_INFO:
            cohort, log = dict(about["wildcards"] or {}).get("cohort", ""), next(iter(about["log"] or []), "")
            return self.progress.begin(about["jobid"], about["rule_name"], cohort, log, here=about.get("local", True))
        elif event == LogEvent.JOB_FINISHED:
            return self.progress.end(about["job_id"])
        elif event == LogEvent.GROUP_INFO:
            # A group goes by the name of its last job.
            numbers = [job.jobid for job in about["jobs"]]
            self.groups |= {job.uuid(): numbers for job in about["jobs"]}
        elif event == LogEvent.JOB_ERROR:
            step = self.progress.running.get(about["jobid"])
            if step is None or step.here:
                return self.progress.fail(about["jobid"])
            return self._failed_in_cluster([about["jobid"]], about["rule_msg"], about["log"][1:])
        elif event == LogEvent.GROUP_ERROR:
            numbers = [job["jobid"] for job in about["job_error_info"]]
            return self._failed_in_cluster(numbers, about["why"], about["aux_logs"])
        return ""

    def _failed_in_cluster(self, numbers: list[int], reason: str | None, logs: list[str | None]) -> str:
        log = next((os.path.relpath(log, self.folder) for log in logs if log), "")
        return harmless(self.progress.fail_in_cluster(numbers, why(reason or ""), log))

    def _of_cluster(self, record: LogRecord) -> str:
        sent = SENT.match(str(record.msg))
        if not sent:
            return ""
        name, cluster_job = sent.groups()
        return self.progress.send(self.groups.get(name) or [int(name)], cluster_job)

    def _write(self, line: str) -> None:
        self.flush()
        print(line, file=sys.stderr, flush=True)

    def _show_what_is_at_work(self) -> None:
        """Name it in a line that the next one takes the place of, where somebody looks on."""
        at_work = self.progress.at_work() if self.on_terminal else ""
        if at_work == self.shown:
            return
        self.flush()
        if at_work:
            width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            line = f"… {at_work}"
            print(line if len(line) < width else f"{line[: width - 2]}…", end="", file=sys.stderr, flush=True)
            self.shown = at_work

    def flush(self) -> None:
        """Take the line of what is at work away, so that another one can stand there."""
        if self.shown:
            print(ERASE, end="", file=sys.stderr, flush=True)
            self.shown = ""

    def close(self) -> None:
        """Leave the terminal as it was, and the times of this run to the next one."""
        self.flush()
        self.progress.keep(self.folder / DURATIONS)
        super().close()


def _line(record: LogRecord) -> str:
    """What to say of a record that is about no step."""
    if record.levelno < INFO or record.msg is None:
        return ""
    text = str(record.getMessage())
    if CHATTER.match(text) or KNOWN_ENDS.match(text) or text == "None":
        return ""
    return harmless(PLACES_IN_THE_WORKFLOW.sub("", text))
