"""What a report says of where it comes from: digests of the raw files, versions of Python and packages."""

from typing import Any

from casetrace.model.digests import file_digest
from casetrace.model.environment import package_versions, python_version

#: Packages whose versions the report names; the manifest has them all.
NAMED_PACKAGES = ("snakemake", "pandas", "numpy", "scipy", "statsmodels", "matplotlib", "seaborn")


def provenance(raw: list[str], lock_file: str) -> dict[str, Any]:
    """Digests of the raw files, and versions of Python and the packages that compute the numbers."""
    versions = package_versions(lock_file)
    return {
        "files": {path: file_digest(path) for path in raw},
        "software": {"Python": python_version()} | {name: versions[name] for name in NAMED_PACKAGES},
    }
