"""The words by which visits are named, as parts of regular expressions on case-folded text.

English, German, Danish and French; a word that means one thing in one of them and another in the next is left out.
"""

from casetrace.model.time_units import TimeUnit

WEEK = r"weeks?|wks?|wochen?|uger?|semaines?"
MONTH = r"months?|mos?|mths?|monate?n?|måned(?:er)?|maaned(?:er)?|mdr|mois"
DAY = r"days?|tage?n?|dage?|jours?"
YEAR = r"years?|yrs?|jahre?n?|år|aar|années?"

#: By unit: its words, and the one letter that stands for it right at a number.
UNITS: dict[TimeUnit, tuple[str, str]] = {
    "week": (WEEK, "w"),
    "month": (MONTH, "m"),
    "day": (DAY, "d"),
    "year": (YEAR, "y"),
}

#: Number words beside a unit of time, as in "six weeks". A number word that is another word in one of the other
#: languages is left out: Danish "to" (2) is an English preposition.
NUMBERS = {
    word: str(number)
    for number, spelled in {
        1: "one, eine, une", 2: "two, zwei, deux", 3: "three, drei, tre, trois", 4: "four, vier, fire, quatre",
        5: "five, fünf, fem, cinq", 6: "six, sechs, seks", 7: "seven, sieben, syv, sept", 8: "eight, acht, otte, huit",
        9: "nine, neun, neuf", 10: "ten, zehn, dix", 11: "eleven, elf, elleve, onze",
        12: "twelve, zwölf, tolv, douze", 16: "sixteen", 18: "eighteen, achtzehn", 20: "twenty, zwanzig",
        24: "twenty-four, twentyfour", 36: "thirty-six", 48: "forty-eight", 52: "fifty-two",
    }.items()
    for word in spelled.split(", ")
}  # fmt: skip
#: Longer ones first, since one may begin with another.
NUMBER_WORD = "|".join(sorted(NUMBERS, key=lambda word: (-len(word), word)))
#: Words that change the number beside them, as in "thirty-one weeks". Headers with them are not read as visits.
TENS_WORD = r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|vingt|trente|quarante|cinquante|soixante|cent"

TREATMENT = r"treatments?|therapy|therapie|start|baseline|behandlung(?:sbeginn)?|behandling(?:en)?|traitement"

BASELINE = (
    r"base[ -]?line|pre(?:[ -]?(?:treatment|therapy))?|before(?: (?:the )?(?:treatment|therapy))?|start"
    r"|vor (?:der )?(?:behandlung|therapie)|før behandling(?:en)?|avant (?:le )?traitement|ausgangswert"
)

#: What a visit's time is counted from; 'before' is none of them, since its times are negative.
SINCE = rf"(?:after|post|since|from|of|on|nach|efter|après)[ -]?(?:the |der |le )?(?:{TREATMENT})"

#: Words beside the number that don't change it.
BESIDE = (
    r"follow[ -]?up|f/?u|visit(?: ?[0-9]+)?|v ?[0-9]+|arm [0-9]+|visite|besuch|besøg|kontrolle?"
    r"|at|after|post|nach|efter|après|final"
)

#: Before "12 weeks" in a header, these make it a span of time, not a visit.
SPAN = r"last|past|previous|within|for|over|every|per|since|prior|next|than|to|letzten?|seneste|sidste|derni[eè]re?s?"

#: Before "baseline" in a header, these make it what something is compared with.
COMPARED = r"from|since|to|than|of|vs\.?|versus|against|the|til|fra|gegen|zur?|von|depuis"

#: What T2 or T4 is when it is no time point: a hormone, a sequence of magnetic resonance, a stage of a tumour.
NO_TIME_POINT = (
    r"free|total|serum|plasma|f?t[34]|tsh|mri?|mrt|adc|signal|stage|tnm|tumou?r|clinical|pathological|weighted"
)
