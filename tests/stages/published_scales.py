"""Published trials and series whose outcome is an ordered score, a yes or no, or a percentage as printed.

`respdis`: a respiratory illness in 111 patients, graded at four visits (Miller, Davis & Landis 1993, Biometrics
49:1033; geepack). `bacteria`: presence of a bacterium in the ears of 50 children (Leach; Venables & Ripley 2002; MASS).
`Arthritis`: improvement of 84 patients (Koch & Edwards 1988; vcd). The names are those of the data sets of these R
packages. The percentages are those of the first cohort, Table I of the article.
"""

from tests.stages.one_truth import Shape, written

#: The grades at visits 1 to 4, with the number of patients who had them, in either arm.
RESPDIS = {
    "1111": 7, "1121": 1, "1122": 2, "1211": 1, "1222": 2, "1233": 1, "2111": 4, "2112": 1, "2122": 3, "2211": 3,
    "2212": 4, "2221": 5, "2222": 20, "2223": 4, "2232": 1, "2233": 3, "2322": 1, "2323": 3, "2332": 3, "2333": 8,
    "3111": 1, "3132": 1, "3212": 1, "3221": 2, "3223": 2, "3232": 2, "3233": 2, "3322": 2, "3323": 2, "3332": 4,
    "3333": 15,
}  # fmt: skip
GRADES = {"1": "poor", "2": "good", "3": "excellent"}
#: Presence at weeks 0, 2, 4, 6 and 11; a dot where the child was not examined.
BACTERIA = """
yyy.y yy.ny yyyyy yyyyy yyyyy yyy.y ynnny nyyyy yyyyy y..y. yyyyy ynnyy yyyyy yyn.. yyyyy yynyy yyyny yynnn yynyn
yyy.y yyyyy yyyyy nynyn yyynn nyn.n yn..n yy.yy yyynn y.yyn y.yyy yynyy yyyyy y.y.. ynnn. yy..y yy..y yyyyy yyyyy
yynyn n.y.. nyyny yy.yy yyyyy yyyyy yyyyn y.yy. yyyyy yy.nn yyynn yyyny
"""
#: Improvement at the end of the trial, by treatment.
ARTHRITIS = {
    "Placebo": {"None": 29, "Some": 7, "Marked": 7},
    "Treated": {"None": 13, "Some": 7, "Marked": 21},
}
#: Percent reductions at weeks 4 and 12 as the table prints them, by case and lesion.
PERCENTAGES = {
    "1a": ("100", "100"), "2a": ("57", "93"), "3a": ("50", "67"), "4a": ("38", "80"), "5a": ("75", "100"),
    "6a": ("60", "Lost to follow-up"), "6b": ("59", "Lost to follow-up"),
}  # fmt: skip


def respdis() -> Shape:
    """The grades as words, a row a patient; the first visit is the baseline."""
    courses = [course for course, number in RESPDIS.items() for _ in range(number)]
    rows = [[f"R{number}", *(GRADES[grade] for grade in course)] for number, course in enumerate(courses, 1)]
    visits = {f"visit {number}": {"outcome": "status", "visit": number} for number in (1, 2, 3, 4)}
    return Shape(
        {"respdis.csv": written([["patient", *visits], *rows])},
        {
            "table": {"file": "respdis.csv", "columns": {"patient": "patient_id", **visits}},
            "outcomes": {
                "status": {
                    "scale": "ordered", "levels": list(GRADES.values()), "better": "higher", "measured_on": "lesion",
                    "label": "respiratory status", "baseline_visit": 1,
                }
            },
            "endpoints": {
                "status": {"kind": "category", "primary": True},
                "good": {"kind": "response", "from": "good"},
            },
        },
    )  # fmt: skip


def bacteria() -> Shape:
    """Presence as a yes or no, better no, a row a child."""
    words = {"y": "Yes", "n": "No", ".": ""}
    rows = [[f"B{number}", *(words[sign] for sign in course)] for number, course in enumerate(BACTERIA.split(), 1)]
    weeks = [f"Bacteria week {week}" for week in (0, 2, 4, 6, 11)]
    return Shape(
        {"bacteria.csv": written([["patient", *weeks], *rows])},
        {
            "table": {"file": "bacteria.csv", "columns": {"patient": "patient_id"}},
            "outcomes": {"bacteria": {"scale": "ordered", "levels": [False, True], "better": "lower"}},
            "endpoints": {"free": {"kind": "response", "from": False, "primary": True}},
        },
    )


def arthritis() -> Shape:
    """Improvement at the end alone, without a baseline, in two arms."""
    counts = [(arm, level, n) for arm, levels in ARTHRITIS.items() for level, n in levels.items()]
    patients = [(arm, level) for arm, level, n in counts for _ in range(n)]
    rows = [[f"A{number}", arm, level] for number, (arm, level) in enumerate(patients, 1)]
    return Shape(
        {"arthritis.csv": written([["patient", "arm", "Improvement week 8"], *rows])},
        {
            "table": {"file": "arthritis.csv", "columns": {"patient": "patient_id"}},
            "outcomes": {
                "improvement": {"scale": "ordered", "levels": ["Marked", "Some", "None"], "better": "lower"}
            },
        },
    )  # fmt: skip


def percentages() -> Shape:
    """The printed percentages of the first cohort alone, without its sizes."""
    rows = [[lesion[0], lesion, *printed] for lesion, printed in PERCENTAGES.items()]
    return Shape(
        {"percent.csv": written([["patient", "lesion_id", "Reduction week 4 (%)", "Reduction week 12 (%)"], *rows])},
        {
            "table": {
                "file": "percent.csv",
                "columns": {"patient": "patient_id", "Reduction week {visit} (%)": {"outcome": "reduction"}},
            },
            "outcomes": {"reduction": {"scale": "percent_change", "label": "lesion size"}},
        },
    )
