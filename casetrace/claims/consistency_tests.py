"""The tests of printed numbers against each other: what each asks, and where it comes from."""

from typing import NamedTuple


class ConsistencyTest(NamedTuple):
    """One test of printed numbers: its name, what it asks, and its source."""

    name: str
    asks: str
    reference: str


TESTS = {
    "grim": ConsistencyTest(
        name="GRIM",
        asks="Whether some whole number of units, or some sum of whole numbers, gives the printed percentage or mean.",
        reference="Brown & Heathers 2017, doi 10.1177/1948550616673876.",
    ),
    "grimmer": ConsistencyTest(
        name="GRIMMER",
        asks="Whether whole numbers with the printed mean can have the printed standard deviation.",
        reference="Anaya 2016, doi 10.7287/peerj.preprints.2400v1; Allard 2018, for the analytic form.",
    ),
    "debit": ConsistencyTest(
        name="DEBIT",
        asks="Whether the printed standard deviation is the one that values of 0 and 1 with the printed mean have.",
        reference="Heathers & Brown 2019, osf.io/5vb3u.",
    ),
    "mean_range": ConsistencyTest(
        name="Mean within its range",
        asks="Whether so many values, one of them the printed minimum and one the maximum, can have the printed mean.",
        reference="none, by definition.",
    ),
    "sd_range": ConsistencyTest(
        name="Largest standard deviation",
        asks="Whether values within the printed minimum and maximum can spread as much as is printed.",
        reference="Bhatia & Davis 2000, doi 10.1080/00029890.2000.12005203.",
    ),
    "reduction": ConsistencyTest(
        name="Percentage of two sizes",
        asks="Whether the printed values before and after, each within its rounding, give the printed percentage.",
        reference="none, by definition.",
    ),
    "total": ConsistencyTest(
        name="Total of parts",
        asks=(
            "Whether the printed parts add up to the printed total; percentages within half a unit of the last printed "
            "digit each."
        ),
        reference="none, by definition.",
    ),
    "listed": ConsistencyTest(
        name="Statistic of printed values",
        asks="Whether the printed values have the printed mean or median.",
        reference="none, by definition.",
    ),
    "range": ConsistencyTest(
        name="Ends of printed values",
        asks="Whether the printed values have the printed minimum and maximum.",
        reference="none, by definition.",
    ),
    "p_value": ConsistencyTest(
        name="P value from its statistic",
        asks="Whether the printed test statistic and its degrees of freedom give the printed P value.",
        reference="Nuijten et al. 2016, doi 10.3758/s13428-015-0664-2.",
    ),
    "count_percent": ConsistencyTest(
        name="Count and percentage",
        asks="Whether the printed count is the printed percentage of the printed number of units.",
        reference="none, by definition.",
    ),
}
