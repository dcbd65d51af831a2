"""How rows stand for patients and lesions: merged cells, several lesions of a patient, direct identifiers."""

from collections.abc import Iterable

from casetrace.config.fields import fields_given
from casetrace.ingest.identifiers import birth_columns, identifier_reason
from casetrace.ingest.measured import is_measurement
from casetrace.ingest.names import field_of_name, normalised, spellings
from casetrace.ingest.row_patients import alike_rows, tell_several_rows
from casetrace.inspect.proposal import Proposal
from casetrace.read.table import RawTable

#: Words for a lesion in the header of the column that numbers or names them.
LESION_WORDS = frozenset(
    spellings(
        "lesion, lasion, laesion, tumor, tumour, wound, wunde, sar, ulcer, nodule, knoten, knude, plaque, keloid, wart",
        "warze, vorte, cyst, zyste, hemangioma, haemangioma, target, eye, auge, oje, side, seite",
    )
)
LONGEST_NAME = 8
#: What is asked where nothing names the patient.
ROWS = "Nothing in the table names the patient. Is each row one patient?"


def propose_privacy(proposal: Proposal, whole: RawTable) -> None:
    """Propose to drop columns that look like direct identifiers, or to give the patients pseudonyms."""
    reasons = {header: identifier_reason(header, whole.columns[header]) for header in whole.header}
    for header in birth_columns(whole.columns):
        reasons[header] = reasons[header] or "its dates span the years of births and not those of visits"
    proposal.identifiers = {header: reason for header, reason in reasons.items() if reason}
    if not proposal.identifiers:
        return
    proposal.table["privacy"] = {"drop": list(proposal.identifiers)}
    patient = "" if proposal.roles().contested.get("patient_id") else proposal.header_of("patient_id")
    patient_headers = [header for header in proposal.identifiers if field_of_name(header) == "patient_id"]
    if not patient:
        for header in (
            patient_headers or [header for header in proposal.identifiers if _tells_persons_apart(proposal, header)][:1]
        ):
            proposal.table["privacy"]["pseudonymise"] = [header]
            proposal.table["privacy"]["drop"].remove(header)
            proposal.add_column(header, "patient_id", "the only column that seems to tell the patients apart")
            proposal.note(("table", "privacy", "pseudonymise"), "the salt's file is named by CASETRACE_SALT_FILE")
            break
    if not proposal.table["privacy"]["drop"]:
        del proposal.table["privacy"]["drop"]
    else:
        proposal.note(("table", "privacy", "drop"), "identifiers; one that is none belongs under not_identifying")


def propose_row_patients(proposal: Proposal, whole: RawTable) -> None:
    """Propose that each row is a patient, where nothing names one and everything else speaks for it."""
    columns = proposal.columns()
    if "patient_id" in proposal.table or not may_be_patients(proposal) or has_doubts(proposal, whole):
        return
    if any("outcome" in parts and "visit" in parts for parts in columns.values()):
        proposal.table["patient_id"] = "row"
        reason = "nothing in the table names the patient, so each row is one lesion of one patient, and numbered"
        proposal.note(("table", "patient_id"), reason)


def may_be_patients(proposal: Proposal) -> bool:
    """Whether nothing names the patient, and no column says that patients have several rows."""
    columns = list(proposal.columns().values())
    names = {"patient_id", "lesion_id", "lesion_number"}
    return not tell_several_rows(columns) and not names & set().union(*map(fields_given, columns))


def has_doubts(proposal: Proposal, whole: RawTable) -> bool:
    """Whether something lets doubt that each row is another patient: rows alike, merged cells, or a column of names."""
    named = proposal.identifiers or proposal.roles().contested.get("patient_id")
    texts = [[text.strip() for text in whole.columns[header]] for header in proposal.unread()]
    keys = any(len(set(own)) == len(own) > 1 and not any("." in text for text in own) for own in texts)
    return bool(named or keys or whole.merged or alike_rows(whole, range(len(whole.lines))))


def _tells_persons_apart(proposal: Proposal, header: str) -> bool:
    """Whether a column of identifiers is a number or a name of the patient rather than an address or a birthday."""
    words = ("number", "code", "name")
    return any(word in proposal.identifiers[header] for word in words) and "phone" not in proposal.identifiers[header]


def propose_merged_cells(proposal: Proposal) -> None:
    """Propose to fill cells down where the patient's column is blank below filled cells."""
    patient = proposal.header_of("patient_id")
    if not patient:
        return
    texts = proposal.raw.columns
    blank = [row for row, text in enumerate(texts[patient]) if not text.strip()]
    if not blank or not texts[patient][0].strip():
        return
    columns = proposal.columns()
    filled = [
        header
        for header in proposal.raw.header
        if header in columns
        and not any(texts[header][row].strip() for row in blank)
        and not _is_measured(header, blank, proposal)
    ]
    proposal.table["merged_cells"] = {"when_blank": patient, "fill_down": filled}
    numbers = proposal.raw.numbers
    merged = [header for header in filled if any(block.left == numbers[header] for block in proposal.raw.merged)]
    others = ", ".join(header for header in filled if header not in merged)
    shared = (
        f"columns that a further lesion shares with the row above it{'; merged in the spreadsheet' if merged else ''}"
    )
    proposal.note(
        ("table", "merged_cells", "fill_down"), f"{shared}, but for {others}" if merged and others else shared
    )


def _is_measured(header: str, blank: list[int], proposal: Proposal) -> bool:
    """Whether a number stands above the blanks of a column of values, which is the other lesion's own."""
    if "outcome" not in proposal.columns()[header]:
        return False
    texts = proposal.raw.columns[header]
    texts_above = [
        next((texts[row] for row in range(blank_row, -1, -1) if texts[row].strip()), "") for blank_row in blank
    ]
    return any(is_measurement(text.split("/")[0], proposal.raw.dialect) for text in texts_above if text.strip())


def propose_lesions(proposal: Proposal) -> None:
    """Propose how lesions are told apart where patients have several rows and no column names the lesion."""
    patient = proposal.header_of("patient_id")
    if not patient or proposal.header_of("lesion_id", "lesion_number"):
        return
    texts = proposal.raw.columns
    patients = _filled_down(texts[patient])
    visit = [header for header in (proposal.header_of("visit"), proposal.header_of("visit_date")) if header][:1]
    further_headers = [header for name in ("outcome", "period") if (header := proposal.header_of(name))]
    rows = list(zip(patients, *(texts[header] for header in (*visit, *further_headers)), strict=True))
    if len(set(rows)) == len(rows):
        return
    for header in _numbering(proposal):
        if len({(*row, text) for row, text in zip(rows, texts[header], strict=True)}) == len(rows):
            proposal.add_column(header, "lesion_number", "tells the lesions of a patient apart")
            return
    if not visit:
        proposal.table["lesion_id"] = "lettered"
        proposal.note(("table", "lesion_id"), "patients have several rows, and each is taken for a lesion")
        return
    site = proposal.header_of("site")
    if site and len({(*row, text) for row, text in zip(rows, texts[site], strict=True)}) == len(rows):
        proposal.table["derive"] = {"lesion": f"{{{patient}}}-{{{site}}}"}
        proposal.add_column("lesion", "lesion_id", "a lesion is told by its patient and its site")
        proposal.add_column(site, "site")
        return
    proposal.unclear.append(
        "patients have several rows at one visit and no column tells their lesions apart: map one to lesion_id or "
        "lesion_number"
    )


def _numbering(proposal: Proposal) -> list[str]:
    """Unread columns that may name lesions: by a word for them in the header, and a short name in every row."""
    texts = proposal.raw.columns
    return [
        header
        for header in proposal.unread()
        if set(normalised(header).split()) & LESION_WORDS
        and all(text.strip() and len(text.strip()) <= LONGEST_NAME for text in texts[header])
    ]


def _filled_down(texts: Iterable[str]) -> list[str]:
    filled: list[str] = []
    for text in texts:
        filled.append(text.strip() or (filled[-1] if filled else ""))
    return filled
