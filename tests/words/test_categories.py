import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.categories import category, disposition_of

SEX = ["female", "male", "other"]
ANSWERS = ["yes", "no", "unknown"]
STATUS = ["completed", "lost", "died", "withdrawn", "unknown"]


@pytest.mark.parametrize(
    ("texts", "allowed", "meant"),
    [
        (["female", "Female", " F ", "f.", "woman", "w", "K", "kvinde", "weiblich", "Femme", "féminin"], SEX, "female"),
        (["male", "MALE", "M", "man", "Mand", "männlich", "homme"], SEX, "male"),
        (["other", "divers", "non-binary", "X"], SEX, "other"),
        (["yes", "Y", "TRUE", "ja", "Oui", "1", "1.0"], ANSWERS, "yes"),
        (["no", "N", "false", "nej", "Nein", "non", "0", "0.0"], ANSWERS, "no"),
        (["unknown", "unk.", "?", "ukendt"], ANSWERS, "unknown"),
        (["completed", "complete", "Afsluttet"], STATUS, "completed"),
        (["lost", "Lost to follow-up", "LTFU"], STATUS, "lost"),
        (["died", "†", "verstorben"], STATUS, "died"),
        (["Drop-out", "withdrew consent"], STATUS, "withdrawn"),
        (["unknown"], STATUS, "unknown"),
    ],
)
def test_words_mean_a_category(texts, allowed, meant):
    assert {category(text, allowed, {}) for text in texts} == {meant}


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        *((text, SEX) for text in ("", "2", "h", "f?", "f/m", "yes")),
        *((text, ANSWERS) for text in ("-1", "10", "N/A", "y/n")),
        ("?", ["yes", "no"]),
        ("not lost", STATUS),
    ],
)
def test_other_words_mean_none(text, allowed):
    assert category(text, allowed, {}) is None


def test_declared_texts_come_first_exactly_and_then_in_any_case():
    values = {"M": "female", "m": "male", "Hun": "female"}
    assert category(" M ", SEX, values) == "female"
    assert category("m", SEX, values) == "male"
    assert category("HUN", SEX, values) == "female"
    assert category("f", SEX, values) == "female"


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        (["lost to follow-up", "Lost to Follow Up", "LTFU", "L.T.F.U.", "lost", "lost to F/U", "perdu de vue"], "lost"),
        (
            [
                "died",
                "Dead",
                "deceased",
                "death",
                "†",
                "(died)",
                "døde",
                "verstorben",
                "décédé",
                "DECEDEE",
                "Patient died.",
            ],
            "died",
        ),
        (["withdrawn", "Withdrew consent", "dropped out", "drop-out", "dropout", "Discontinued"], "withdrawn"),
    ],
)
def test_a_cell_may_hold_a_disposition(texts, meant):
    assert {disposition_of(text, {}) for text in texts} == {meant}


@pytest.mark.parametrize(
    "text", ["", "-", "12", "completed", "unknown", "not lost", "lost 2 kg", "lost weight", "deadline", "no", "died?"]
)
def test_other_cells_hold_none(text):
    assert disposition_of(text, {}) is None


def test_declared_dispositions_come_first():
    assert disposition_of("moved AWAY", {"Moved away": "lost"}) == "lost"
    assert disposition_of("lost", {"lost": "withdrawn"}) == "withdrawn"


@given(st.text(), st.sampled_from([SEX, ANSWERS, STATUS]))
def test_a_category_is_always_an_allowed_one(text, allowed):
    assert category(text, allowed, {}) in {None, *allowed}
    assert disposition_of(text, {}) in {None, *STATUS}
