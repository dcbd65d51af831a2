"""What a run ran on: Python, the packages of the lock file, the platform."""

import importlib.metadata
import platform
import re
from functools import cache
from pathlib import Path


def package_versions(lock_file: str | Path) -> dict[str, str]:
    """Installed versions of the packages that the lock file names, by name.

    Packages that this platform does not need are not installed and left out.
    """
    names = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", Path(lock_file).read_text(encoding="utf-8"), re.MULTILINE)
    versions = {name: _installed_version(name) for name in sorted(names, key=str.lower)}
    return {name: version for name, version in versions.items() if version}


@cache
def _installed_version(name: str) -> str:
    """The version of a package that is installed; empty where it is not."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def python_version() -> str:
    """Version of Python, such as `3.11.7`."""
    return platform.python_version()


def platform_name() -> str:
    """System, machine, C library, vector instructions that NumPy found and kernel of its matrix library.

    The last digit of a computed number may depend on each of them.
    """
    import numpy as np
    from threadpoolctl import threadpool_info

    config = np.show_config(mode="dicts")
    extensions = config["SIMD Extensions"].get("found", []) if config else []
    library = "-".join(platform.libc_ver()) or "no libc version"
    kernels = {
        f"{part['internal_api']} {part.get('architecture') or 'without a kernel name'}"
        for part in threadpool_info()
        if part["user_api"] == "blas"
    }
    instructions = " ".join(extensions) or "baseline instructions"
    blas = ", ".join(sorted(kernels)) or "the system's BLAS"
    return f"{platform.system()} {platform.machine()} {library}, NumPy with {instructions}, {blas}"
