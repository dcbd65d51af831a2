"""Lesions that have merged: of which others each one consists, and since when."""

import pandas as pd

from casetrace.model.outcome import COURSE


def merged_parts(measurements: pd.DataFrame) -> pd.DataFrame:
    """The lesions that are part of another one, directly or through a third.

    Parameters
    ----------
    measurements
        Clean measurements, with `merged_into` at the visit by which a lesion has merged.

    Returns
    -------
    DataFrame
        By `outcome` and `period`: `lesion_id`, the other one `whole`, and `since`, the first visit at which it is so. A
        lesion is part of itself where lesions merged in a circle.
    """
    told = measurements.dropna(subset=["merged_into"]).sort_values("visit", kind="stable")
    told = told.drop_duplicates(["outcome", *COURSE])
    parts = told[["outcome", "period", "lesion_id", "merged_into", "visit"]]
    parts = parts.rename(columns={"merged_into": "whole", "visit": "since"})
    links = parts
    while not links.empty:
        further = links.merge(
            parts.rename(columns={"lesion_id": "whole", "whole": "next", "since": "then"}),
            on=["outcome", "period", "whole"],
        )
        links = further.assign(whole=further["next"], since=further[["since", "then"]].max(axis=1))[list(parts)]
        known = parts.merge(links, on=["outcome", "period", "lesion_id", "whole"], how="right", indicator=True)
        links = links[(known["_merge"] == "right_only").to_numpy()]
        parts = pd.concat([parts, links], ignore_index=True)
    return parts
