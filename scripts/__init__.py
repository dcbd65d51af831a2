"""The script of each rule, and what the scripts share, by subject."""

import importlib
import sys
from pathlib import Path

_folder = Path(__file__).resolve().parent
_main = sys.modules["__main__"]

# Where another workflow uses this one as a module, this folder comes first on the path of its jobs too, and what they
# import is a package of this name of their own. Snakemake tells a job of its script by these two names.
if hasattr(_main, "__real_file__") and not Path(str(_main.__file__)).is_relative_to(_folder):
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != _folder.parent]
    del sys.modules[__name__]
    importlib.import_module(__name__)
