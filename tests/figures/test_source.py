"""What the figures of a job share is put together once, and by each job anew."""

from casetrace.figures.look import Look
from casetrace.figures.source import Source
from tests.stages.running import study


def test_what_is_shared_is_made_once_a_job():
    made: list[str] = []

    def table(name: str) -> str:
        made.append(name)
        return name

    look = Look.from_config(study()["figures"])
    source, other = Source({}, {}, look), Source({}, {}, look)
    assert [source.once("a", lambda: table("a")), source.once("a", lambda: table("b"))] == ["a", "a"]
    assert other.once("a", lambda: table("c")) == "c"
    assert made == ["a", "c"]
