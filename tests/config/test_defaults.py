from casetrace.config.defaults import fill_defaults

SCHEMA = {
    "properties": {
        "a": {"default": 1},
        "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
        "named": {"patternProperties": {"^x": {"$ref": "#/$defs/item"}}},
        "others": {"additionalProperties": {"$ref": "#/$defs/item"}},
    },
    "$defs": {"item": {"type": "object", "properties": {"b": {"default": [2]}}}},
}


def test_absent_keys_take_their_default_at_every_depth():
    config = {"items": [{}, {"b": 3}], "named": {"x1": {}}, "others": {"any": {}}}
    assert fill_defaults(config, SCHEMA) == {
        "a": 1,
        "items": [{"b": [2]}, {"b": 3}],
        "named": {"x1": {"b": [2]}},
        "others": {"any": {"b": [2]}},
    }


def test_given_keys_keep_their_value_even_if_it_is_empty():
    assert fill_defaults({"a": None}, SCHEMA)["a"] is None
