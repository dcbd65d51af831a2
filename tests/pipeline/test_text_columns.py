"""How a job holds its texts depends on how large its tables are, and no result depends on that."""

from pathlib import Path

import pandas as pd
import pytest

from casetrace.model.text_columns import LARGE, hold_texts_for
from tests.stages import running
from tests.stages.running import real_cohort, real_texts, run_stages, without_claims


@pytest.fixture(autouse=True)
def _as_before():
    with pd.option_context("mode.string_storage", pd.get_option("mode.string_storage")):
        yield


@pytest.mark.parametrize(("size", "storage"), [(LARGE - 1, "python"), (LARGE, "pyarrow")])
def test_texts_of_large_tables_are_columns(size: int, storage: str, folder: Path):
    tables = [folder / "a.csv", folder / "b.csv"]
    tables[0].write_bytes(b"x" * 1000)
    tables[1].write_bytes(b"x" * (size - 1000))
    hold_texts_for(tables)
    assert pd.Series(["text"]).dtype.storage == storage


def test_no_file_for_people_and_no_value_depends_on_it(folder: Path, monkeypatch: pytest.MonkeyPatch):
    raw, corrections = real_texts()
    outputs = {}
    for storage in ("python", "pyarrow"):
        monkeypatch.setattr(running, "ANALYSED", {})
        pd.set_option("mode.string_storage", storage)
        (folder / storage).mkdir()
        run = run_stages(folder / storage, raw, without_claims(real_cohort()), corrections)
        outputs[storage] = run.folder / "out"
    files = sorted(path.relative_to(outputs["python"]) for path in outputs["python"].rglob("*.*"))
    assert len(files) > 30
    for file in files:
        one, other = (outputs[storage] / file for storage in ("python", "pyarrow"))
        if file.suffix == ".parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(one), pd.read_parquet(other))
        else:
            assert one.read_bytes() == other.read_bytes(), file
