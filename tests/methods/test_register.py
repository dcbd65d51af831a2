from casetrace.methods.register import METHODS


def test_every_method_says_what_it_does_assumes_and_when_it_is_refused():
    for method in METHODS.values():
        assert all(
            text.endswith(".") for text in (method.description, method.reference, method.assumptions, method.refused)
        )
        assert method.name
