def test_half_the_offset_of_the_outcome_that_and_twice_that_are_shown_together():
    offsets = log_offsets({"log_offset": 0.5})
    assert [tuple(offset) for offset in offsets] == [
        (0.25, "0.25", "offset_0_25"),
        (0.5, "0.5", "offset_0_5"),
        (1.0, "1", "offset_1"),
    ]


def test_offsets_are_named_by_few_digits_and_apart():
    # 0.1 and its multiples have no end as binary fractions.
    assert [offset.option for offset in log_offsets({"log_offset": 0.1})] == ["offset_0_05", "offset_0_1", "offset_0_2"]
    assert [offset.text for offset in log_offsets({"log_offset": 1 / 3})][1] == "0.333333333333"
    assert len({offset.option for offset in log_offsets({"log_offset": 1e-9})}) == 3
