from itertools import chain

from casetrace.methods.register import METHODS, REGISTER_FILE
from casetrace.model.yaml_files import check_yaml, read_yaml


def test_every_method_says_what_it_does_assumes_and_when_it_is_refused():
    for method in METHODS.values():
        assert all(
            text.endswith(".") for text in (method.description, method.reference, method.assumptions, method.refused)
        )
        assert method.name


def test_every_method_stands_in_the_register_once():
    check_yaml(REGISTER_FILE)
    assert list(METHODS) == list(chain.from_iterable(read_yaml(REGISTER_FILE).values()))


def test_the_texts_of_the_register_are_in_one_line_when_they_are_read():
    for method in METHODS.values():
        assert all("\n" not in text and "  " not in text for text in vars(method).values())
