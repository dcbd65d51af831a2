"""Exports as data managers send them, each with what it says."""

from dataclasses import dataclass, field

import pytest

from tests.read.writing import read, rows_of


@dataclass(frozen=True)
class Export:
    """A file's text, and what is to be read from it: header, first and last row, lines of the rows, notation."""

    text: str
    header: list[str]
    first: list[str]
    last: list[str]
    lines: list[int]
    notation: tuple[str, str] = (".", "")
    units: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"


EXPORTS = {
    "german registry": Export(
        "Auswertung Handchirurgie, Stand 31.07.2014, Dr. X\r\n\r\n"
        "Pat.-Nr.;Geschlecht;Alter;Datum;Größe;Volumen\r\n;;Jahre;;mm;mm³\r\n"
        "1;m;45;31.07.2014;3,5;1.234,5\r\n2;w;50;01.08.2014;12,75;88,0\r\n3;w;61;01.08.2014;;\r\n"
        "\r\nQuelle: Klinikdatenbank\r\nn = 3\r\n",
        ["Pat.-Nr.", "Geschlecht", "Alter", "Datum", "Größe", "Volumen"],
        ["1", "m", "45", "31.07.2014", "3,5", "1.234,5"],
        ["3", "w", "61", "01.08.2014", "", ""],
        [5, 6, 7],
        (",", "."),
        {"Alter": "Jahre", "Größe": "mm", "Volumen": "mm³"},
        "cp1252",
    ),
    "excel with padding": Export(
        "Hospital X;;;;;\nExported 2020-01-02;;;;;\n;;;;;\nID;Age;Size;Note;;\nP1;34;3.5;ok;;\nP2;35;4.5;;;\nP3;;;;;\n"
        ";;;;;\nTotal;;8.0;;;\nSource: ward;;;;;\n",
        ["ID", "Age", "Size", "Note"],
        ["P1", "34", "3.5", "ok"],
        ["P3", "", "", ""],
        [5, 6, 7],
    ),
    "unicode text of excel": Export(
        'Patient\tStørrelse\tBemærkning\r\n1\t3,5\t"rød, varm"\r\n2\t4,25\t\r\n',
        ["Patient", "Størrelse", "Bemærkning"],
        ["1", "3,5", "rød, varm"],
        ["2", "4,25", ""],
        [2, 3],
        (",", ""),
        encoding="utf-16",
    ),
    "redcap": Export(
        'record_id,redcap_event_name,complication___1,complication___2,size_mm\n"001",baseline_arm_1,0,1,12.5\n'
        '"001",week_4_arm_1,0,0,\n"002",baseline_arm_1,1,0,8\n',
        ["record_id", "redcap_event_name", "complication___1", "complication___2", "size_mm"],
        ["001", "baseline_arm_1", "0", "1", "12.5"],
        ["002", "baseline_arm_1", "1", "0", "8"],
        [2, 3, 4],
    ),
    "data frame of pandas": Export(
        ",id,size\n0,P1,3.5\n1,P2,4.5\n", ["column 1", "id", "size"], ["0", "P1", "3.5"], ["1", "P2", "4.5"], [2, 3]
    ),
    "groups of columns above the header": Export(
        "Patient,,Baseline,,Week 4,\nid,sex,size,pain,size,pain\n1,F,3,4,2,2\n2,M,3,4,2,1\n",
        ["id", "sex", "size", "pain", "size [2]", "pain [2]"],
        ["1", "F", "3", "4", "2", "2"],
        ["2", "M", "3", "4", "2", "1"],
        [3, 4],
    ),
    "paper's table with merged cells": Export(
        'Table I. Sizes\nCase,Site,Size (mm)/reduction (%) week 4\n1,Fingertip,0/100\n6,Buttocks,"30/60,5"\n'
        ',,"35/59,5"\n*Measured by the same observer.\n',
        ["Case", "Site", "Size (mm)/reduction (%) week 4"],
        ["1", "Fingertip", "0/100"],
        ["", "", "35/59,5"],
        [3, 4, 5],
        (",", ""),
    ),
    "french": Export(
        "N° dossier;Côté;Taille;Coût\n1;gauche;3,5;1 234,50\n2;droit;4,25;12 000,00\n\nMoyenne;;3,9;\n",
        ["N° dossier", "Côté", "Taille", "Coût"],
        ["1", "gauche", "3,5", "1 234,50"],
        ["2", "droit", "4,25", "12 000,00"],
        [2, 3],
        (",", " "),
        encoding="latin-1",
    ),
    "swiss": Export(
        "Nr;Volumen;Datum\n1;1'234.5;01.02.2020\n2;980.25;03.02.2020\n",
        ["Nr", "Volumen", "Datum"],
        ["1", "1'234.5", "01.02.2020"],
        ["2", "980.25", "03.02.2020"],
        [2, 3],
        (".", "'"),
    ),
    "american with thousands": Export(
        'MRN,"WBC, cells/µL","Size, in"\n1001,"12,400",0.5\n1002,"8,900",1.25\n',
        ["MRN", "WBC, cells/µL", "Size, in"],
        ["1001", "12,400", "0.5"],
        ["1002", "8,900", "1.25"],
        [2, 3],
        (".", ","),
    ),
    "sql dump with pipes": Export(
        "patient_id|visit|size|comment\n17|0|12.5|a, b; c\n17|4|8.0|\n18|0|3.0|d, e; f\n",
        ["patient_id", "visit", "size", "comment"],
        ["17", "0", "12.5", "a, b; c"],
        ["18", "0", "3.0", "d, e; f"],
        [2, 3, 4],
    ),
    "old mac": Export("id;size\r1;2,5\r2;3,5\r", ["id", "size"], ["1", "2,5"], ["2", "3,5"], [2, 3], (",", "")),
    "headers on two lines": Export(
        'id,"Size\n(mm)","Pain\r\n(0-10)"\n1,12.5,3\n2,"8",4\n',
        ["id", "Size (mm)", "Pain (0-10)"],
        ["1", "12.5", "3"],
        ["2", "8", "4"],
        [4, 5],
    ),
    "letters between blank lines": Export(
        "\n\nHand clinic\n\n\nid,side,size\n\n1,left,3\n\n2,right,4\n\n\n",
        ["id", "side", "size"],
        ["1", "left", "3"],
        ["2", "right", "4"],
        [8, 10],
    ),
    "wide table with a few visits": Export(
        "Study,ABC-12\nid," + ",".join(f"size {week}" for week in range(12)) + "\n"
        "1,3" + "," * 11 + "\n2,4,5" + "," * 10 + "\n3" + "," * 12 + "\n",
        ["id", *(f"size {week}" for week in range(12))],
        ["1", "3", *[""] * 11],
        ["3", *[""] * 12],
        [3, 4, 5],
    ),
    "composite sizes": Export(
        "Nr\tSize\tDose\n1\t38x13,5x2 mm\t12,5 (1-2)\n2\t3,5 cm\t57,5 (12,5–87,5)\n",
        ["Nr", "Size", "Dose"],
        ["1", "38x13,5x2 mm", "12,5 (1-2)"],
        ["2", "3,5 cm", "57,5 (12,5–87,5)"],
        [2, 3],
        (",", ""),
    ),
    "legend of codes": Export(
        "id;sex;size;pain;note\n1;1;3,5;2;a\n2;2;4,5;1;b\n\nLegend\nsex;1 = male, 2 = female\npain;0-10\n",
        ["id", "sex", "size", "pain", "note"],
        ["1", "1", "3,5", "2", "a"],
        ["2", "2", "4,5", "1", "b"],
        [2, 3],
        (",", ""),
    ),
    "one patient": Export("Patient;Size\nP1;3,5\n", ["Patient", "Size"], ["P1", "3,5"], ["P1", "3,5"], [2], (",", "")),
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_an_export_is_read_as_its_sender_meant_it(folder, export):
    table = read(folder, export.text.encode(export.encoding))
    assert not table.problems
    assert table.header == export.header
    assert (rows_of(table)[0], rows_of(table)[-1]) == (export.first, export.last)
    assert table.lines == export.lines
    assert (table.dialect.decimal, table.dialect.thousands) == export.notation
    assert table.units == export.units
