"""A Word file as a package: what is in it, the order that Word needs, and its bytes."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from casetrace.report.office.xml import properties
from casetrace.report.word import word
from tests.report.word_files import body_of, document, found, parts, value
from tests.stages.running import ROOT

#: The properties of each kind of element in the order of ISO/IEC 29500-4 (transitional), as far as anything has them.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex text",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "settings": "writeProtection view zoom mirrorMargins defaultTabStop evenAndOddHeaders characterSpacingControl "
    "footnotePr endnotePr compat rsids themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "sdt": "sdtPr sdtContent",
}


def test_a_file_is_opened_again(any_file):
    file = docx.Document(io.BytesIO(any_file))
    assert file.tables
    assert file.styles["heading 1"].type == WD_STYLE_TYPE.PARAGRAPH


def test_nothing_is_loaded_from_outside(any_file):
    assert not [name for name, part in parts(any_file).items() if name.endswith(".rels") and b"External" in part]
    assert not found(body_of(any_file), "w:altChunk", "w:fldSimple", "w:object")
    for instruction in found(body_of(any_file), "w:instrText"):
        assert re.fullmatch(r" (SEQ (Table|Figure) \\\* ARABIC|REF \w+ \\h) ", instruction.text)


def test_a_file_has_no_author_no_dates_and_no_parts_of_a_template(cohort_file):
    names = list(parts(cohort_file))
    assert names == ["[Content_Types].xml", "_rels/.rels", *sorted(names[2:])]
    assert {name for name in names if not name.startswith("word/media/")} == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/footer1.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    about = parse_xml(parts(cohort_file)["docProps/core.xml"])
    assert sorted(child.tag.split("}")[1] for child in about) == ["language", "subject", "title"]
    with ZipFile(io.BytesIO(cohort_file)) as package:
        assert {(entry.date_time, entry.compress_type) for entry in package.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), ZIP_STORED)
        }


def test_a_file_says_what_it_is_about_and_its_language():
    content = word(document(title="T" * 300), "da-DK")
    about = docx.Document(io.BytesIO(content)).core_properties
    assert about.title == "T" * 255
    assert about.subject.startswith("TTT")
    assert about.language == "da-DK"
    assert value(parse_xml(parts(content)["word/styles.xml"]), "w:docDefaults//w:lang") == "da-DK"


def test_the_same_document_gives_the_same_bytes(cohort, cohort_file):
    assert word(cohort) == cohort_file


PRINTED = """
import hashlib
from casetrace.report.word import word
from tests.report.word_files import everything
print(hashlib.sha256(word(everything({drawing!r}))).hexdigest())
"""


def test_the_bytes_depend_on_nothing_around_them(drawing, hostile_file, tmp_path):
    elsewhere = shutil.copytree(Path(drawing).parent, tmp_path / "ellers å")
    drawn = str(elsewhere / "flow.svg")
    around = {"TZ": "Asia/Kolkata", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", PRINTED.format(drawing=drawn)],
        cwd=tmp_path,
        env=os.environ | around,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == hashlib.sha256(hostile_file).hexdigest()


def test_properties_stand_in_the_order_of_the_schema(any_file):
    seen = set()
    for name, part in parts(any_file).items():
        for element in parse_xml(part).iter() if name.startswith("word/") and name.endswith(".xml") else ():
            kind = element.tag.split("}")[1]
            if kind in ORDER:
                children = [child.tag.split("}")[1] for child in element]
                order = ORDER[kind].split()
                assert [order.index(child) for child in children] == sorted(map(order.index, children)), kind
                once = [child for child in children if child not in ("tr", "tc", "footerReference")]
                assert len(once) == len(set(once)), kind
                seen.add(kind)
    assert seen == set(ORDER)


def test_a_property_that_is_unknown_is_a_fault():
    with pytest.raises(TypeError, match="no properties of pPr: colour"):
        properties("pPr", colour="red")


def test_every_style_that_is_used_is_there(any_file):
    styles = parse_xml(parts(any_file)["word/styles.xml"])
    known = {(style.get(qn("w:type")), style.get(qn("w:styleId"))) for style in found(styles, "w:style")}
    kinds = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}
    for name in ("word/document.xml", "word/footer1.xml"):
        for tag, kind in kinds.items():
            for element in found(parse_xml(parts(any_file)[name]), f"w:{tag}"):
                assert (kind, element.get(qn("w:val"))) in known
    for style in found(styles, "w:basedOn", "w:next"):
        assert style.get(qn("w:val")) in {name for _, name in known}


def test_numbers_of_things_are_given_once(any_file):
    whole = body_of(any_file)
    controls = [element.get(qn("w:val")) for element in found(whole, "w:sdtPr/w:id")]
    starts = [element.get(qn("w:id")) for element in found(whole, "w:bookmarkStart")]
    names = [element.get(qn("w:name")) for element in found(whole, "w:bookmarkStart")]
    pictures = [element.get("id") for element in found(whole, "wp:docPr")]
    for ids in (controls, starts, [name.lower() for name in names], pictures):
        assert ids
        assert len(ids) == len(set(ids))
    assert sorted(starts) == sorted(element.get(qn("w:id")) for element in found(whole, "w:bookmarkEnd"))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) for name in names)


def test_a_row_covers_all_columns_and_a_cell_ends_with_a_paragraph(any_file):
    whole = body_of(any_file)
    for shown in found(whole, "w:tbl"):
        widths = [int(column.get(qn("w:w"))) for column in shown.find(qn("w:tblGrid"))]
        for line in shown.iterchildren(qn("w:tr")):
            cells = list(line.iterchildren(qn("w:tc")))
            spans = [int(value(cell, "w:tcPr/w:gridSpan") or 1) for cell in cells]
            assert sum(spans) == len(widths)
            assert sum(int(cell.find(qn("w:tcPr")).find(qn("w:tcW")).get(qn("w:w"))) for cell in cells) == sum(widths)
            assert all(cell[-1].tag == qn("w:p") for cell in cells)
        assert shown.getnext().tag == qn("w:p")


def test_a_table_fits_its_page(any_file):
    whole = body_of(any_file)
    widths: list[int] = []
    n = 0
    for element in whole:
        if element.tag == qn("w:tbl"):
            widths.append(int(value(element, "w:tblPr/w:tblW", "w") or 0))
        for end in found(element, "w:sectPr") if element.tag != qn("w:sectPr") else [element]:
            room = int(value(end, "w:pgSz", "w") or 0) - 2 * int(value(end, "w:pgMar", "left") or 0)
            assert all(width <= room for width in widths)
            n, widths = n + len(widths), []
    assert n == len(list(whole.iterchildren(qn("w:tbl"))))
