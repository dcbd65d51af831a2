import pytest

from casetrace.pipeline.imports import local_imports, outside_imports

FILES = {
    "scripts/__init__.py": "",
    "scripts/run.py": "import os\nimport pandas\nfrom scripts.direct import f\n\ndef g():\n    import scripts.late\n",
    "scripts/direct.py": "from scripts.pack import module\nfrom scripts import sibling as other\n",
    "scripts/late.py": "from scripts.run import g\n",
    "scripts/sibling.py": "",
    "scripts/unused.py": "",
    "scripts/pack/__init__.py": "import scripts.pack.base",
    "scripts/pack/module.py": "from scripts.pack.nothing_such import x\n",
    "scripts/pack/base.py": "",
    "scripts/pack/unused.py": "",
}


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_direct_indirect_and_late_imports_and_their_packages_are_found(root):
    assert local_imports(root / "scripts/run.py", root) == [
        "scripts/__init__.py",
        "scripts/direct.py",
        "scripts/late.py",
        "scripts/pack/__init__.py",
        "scripts/pack/base.py",
        "scripts/pack/module.py",
        "scripts/sibling.py",
    ]


def test_a_script_that_imports_nothing_of_here_has_no_local_imports(root):
    assert local_imports(root / "scripts/sibling.py", root) == []


def test_a_script_does_not_import_itself(root):
    assert "scripts/late.py" not in local_imports(root / "scripts/late.py", root)


def test_of_elsewhere_is_named_what_is_loaded_with_the_files_and_not_what_a_function_may_load(root):
    path = root / "scripts/outside.py"
    path.write_text(
        "import os.path, json\nfrom scipy import (\n    stats,\n    special,\n)\nfrom scripts import sibling\n\n\n"
        "def late():\n    import pandas\n",
        encoding="utf-8",
    )
    assert outside_imports([path, root / "scripts/run.py"], root) == [
        "json", "os", "os.path", "pandas", "scipy", "scipy.special", "scipy.stats",
    ]  # fmt: skip
    assert outside_imports([path], root) == ["json", "os.path", "scipy", "scipy.special", "scipy.stats"]
