"""Results that were edited since the last run wrote them, as `snakemake verify` names them."""

from casetrace.pipeline.digests import changed_results, recorded
from casetrace.verify.run import edited_since


def test_an_edited_result_is_named_and_an_untouched_one_is_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "results/own"
    (folder / "logs").mkdir(parents=True)
    outputs = [f"results/own/{name}.csv" for name in ("statistics", "audit")]
    with recorded("results/own/logs/collect_results.log", [], outputs):
        for path in outputs:
            (tmp_path / path).write_text("89.4\n", encoding="utf-8")
    assert edited_since(changed_results("results")) == ""
    (folder / "statistics.csv").write_text("99.4\n", encoding="utf-8")
    assert edited_since(changed_results("results")).splitlines() == [
        "The results of the last run are not as it left them:",
        "  results/own/statistics.csv was changed after collect_results had written it",
        "Run `snakemake` without a target, which makes them again.",
    ]
