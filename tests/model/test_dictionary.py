from casetrace.model.dictionary import data_dictionary


def test_every_column_of_the_data_dictionary_is_described_and_every_key_but_the_period_is_required():
    for table in data_dictionary().values():
        assert table.description
        assert set(table.key) <= set(table.columns)
        for column in table.columns.values():
            assert column.description
            assert column.type in {"text", "category", "number", "integer"}
        assert all(table.columns[name].required for name in table.key if name != "period")
