"""What a step that has failed leaves, and whether it is tried again."""

from typing import Any

from casetrace.pipeline.cluster import began, in_vain, refused_for_good
from casetrace.pipeline.hooks.rerunning import is_recorded

#: Groups whose job the cluster will refuse again.
REFUSED: set[Any] = set()


def retry_what_may_help(since: float) -> None:
    """Let Snakemake try a step again where that may help, and no step whose data or code are at fault.

    Parameters
    ----------
    since
        When this run began; what logs say of earlier ones means nothing.
    """
    from snakemake.jobs import GroupJob
    from snakemake.jobs import Job as SnakemakeJob

    if hasattr(SnakemakeJob, "casetrace_retries"):
        return
    SnakemakeJob.casetrace_retries = True
    times = SnakemakeJob.restart_times.fget

    def restart_times(self: Any) -> Any:
        jobs = self.jobs if self.is_group() else [self]
        if self in REFUSED or any(is_recorded(job) and in_vain(str(job.log[0]), since) for job in jobs):
            return 0
        return max(map(times, jobs))

    SnakemakeJob.restart_times = property(restart_times)
    GroupJob.restart_times = property(restart_times)


def only_what_failed_has_failed(since: float) -> None:
    """Let a group that fails in a cluster leave what the same steps would leave here.

    Snakemake takes all steps of the group for failed: it would remove what those before the failure have written, and
    the results of earlier runs that those behind it would have replaced. It does not say why the group failed either.

    Parameters
    ----------
    since
        When this run began.
    """
    from snakemake.jobs import GroupJob

    if hasattr(GroupJob, "casetrace_leaves"):
        return
    GroupJob.casetrace_leaves = True
    postprocess_all, tell = GroupJob.postprocess, GroupJob.log_error

    async def postprocess(self: Any, error: bool = False, **about: Any) -> None:
        if not error:
            await postprocess_all(self, error=error, **about)
            return
        for job in self.jobs:
            if not is_recorded(job) or began(str(job.log[0]), since):
                await job.postprocess(error=True, check_output_mtime=False, **about)

    def log_error(self: Any, msg: str | None = None, **about: Any) -> None:
        if refused_for_good(msg or ""):
            REFUSED.add(self)
        tell(self, msg, why=msg, **about)

    GroupJob.postprocess = postprocess
    GroupJob.log_error = log_error
