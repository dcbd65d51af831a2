"""What explanatory variables and groups are called in print."""

#: The explanatory variables, in the order of the report.
VARIABLES = ("baseline", "dose_mean_mg", "dose_min_mg", "dose_max_mg", "n_injections", "age_years")


def variable_labels(outcome_label: str) -> dict[str, str]:
    """Names of the explanatory variables and groups for one outcome, by their key in config."""
    return {
        "baseline": f"baseline {outcome_label}",
        "dose_mean_mg": "mean dose",
        "dose_min_mg": "lowest dose",
        "dose_max_mg": "highest dose",
        "n_injections": "number of injections",
        "age_years": "age",
        "baseline_band": f"baseline {outcome_label}",
        "site": "site",
        "regimen": "regimen",
        "diagnosis": "diagnosis",
        "sex": "sex",
        "arm": "arm",
    }
