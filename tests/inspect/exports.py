"""Made-up exports of the kinds that clinics send, and what each should come to."""

from typing import Any, NamedTuple


class Export(NamedTuple):
    """A raw file, how many measurements it holds, their outcomes and visits, and proposed keys of the table."""

    text: str
    n_measurements: int
    outcomes: tuple[str, ...]
    visits: tuple[int, ...]
    proposed: dict[str, Any]
    encoding: str = "utf-8"


FILE_ONLY: dict[str, Any] = {}

EXPORTS = {
    "tidy_long": Export(
        """patient_id,lesion_id,age_years,sex,site,visit,size_mm
P1,P1a,59,female,Knee,0,30
P1,P1a,59,female,Knee,4,20
P2,P2a,61,male,Elbow,0,12
P2,P2a,61,male,Elbow,4,6
""",
        4,
        ("size_mm",),
        (0, 4),
        FILE_ONLY,
    ),
    "german_semicolons": Export(
        """Patienten-Nr.;Alter;Geschlecht;Lokalisation;Größe (mm) Woche 0;Größe (mm) Woche 4;Größe (mm) Woche 12
1;59;w;Knie;30,5;20,0;5,5
2;61;m;Ellbogen;12,0;6,5;verstorben
3;70;w;Hand;8,0;4,0;0,5
""",
        8,
        ("grosse_mm",),
        (0, 4, 12),
        FILE_ONLY,
        "cp1252",
    ),
    "danish_lettered": Export(
        """Patient;Alder;Køn;Lokalisation;Størrelse (mm) uge 0;Størrelse (mm) uge 4
1;59;K;Knæ;30;20
1;59;K;Albue;12;6
2;61;M;Hånd;8;4
""",
        6,
        ("storrelse_mm",),
        (0, 4),
        {"lesion_id": "lettered"},
        "latin-1",
    ),
    "redcap_long": Export(
        """record_id,redcap_event_name,redcap_repeat_instance,age,sex,lesion_location,size_mm,complication___1,complication___2
101,baseline_arm_1,1,59,Female,Knee,30,0,0
101,week_4_arm_1,1,59,Female,Knee,20,1,0
101,baseline_arm_1,2,59,Female,Elbow,12,0,0
101,week_4_arm_1,2,59,Female,Elbow,6,0,0
102,baseline_arm_1,1,61,Male,Hand,8,0,0
102,week_4_arm_1,1,61,Male,Hand,4,0,1
""",
        6,
        ("size_mm",),
        (0, 4),
        {
            "columns": {
                "complication___1": {"field": "event_type", "checked": "1"},
                "complication___2": {"field": "event_type", "checked": "2"},
            }
        },
    ),
    "cdisc_tr": Export(
        """STUDYID,USUBJID,TRLNKID,TRTESTCD,TRSTRESN,TRSTRESU,VISITNUM,VISIT
S1,S1-001,T01,LDIAM,30,mm,1,BASELINE
S1,S1-001,T01,LDIAM,20,mm,2,WEEK 4
S1,S1-002,T01,LDIAM,12,mm,1,BASELINE
S1,S1-002,T01,LDIAM,6,mm,2,WEEK 4
""",
        4,
        ("ldiam",),
        (0, 4),
        FILE_ONLY,
    ),
    "identifiers": Export(
        """Patient ID,Patient name,CPR-nr.,E-mail,Age,Size week 0 (mm),Size week 4 (mm)
1,Jane Doe,010159-1234,jane@example.org,59,30,20
2,John Roe,020261-4321,john@example.org,61,12,6
""",
        4,
        ("size_mm",),
        (0, 4),
        {"privacy": {"drop": ["Patient name", "CPR-nr.", "E-mail"]}},
    ),
    "visit_numbers_by_name": Export(
        """Subject,Visit,Pain VAS (0-10)
S1,V1,8
S1,V2,5
S2,V1,7
S2,V2,3
""",
        4,
        ("pain_vas",),
        (0, 1),
        {"columns": {"Visit": "visit"}, "visits": {"labels": {"V1": 0, "V2": 1}}},
    ),
    "months": Export(
        """Case,Month,Tumor volume (ml)
1,0,30.5
1,3,20.5
2,0,12.0
2,3,6.0
""",
        4,
        ("tumor_volume_ml",),
        (0, 3),
        {},
    ),
    "time_in_weeks": Export(
        """Case,Time (weeks),Itch NRS
1,0,8
1,6,5
2,0,7
2,6,3
""",
        4,
        ("itch_nrs",),
        (0, 6),
        {"columns": {"Time (weeks)": "visit"}},
    ),
    "dispositions_and_missing": Export(
        """Patient,Lesion size (mm) baseline,Lesion size (mm) week 4,Lesion size (mm) week 12
1,30,20,moved abroad
2,12,not done,3
3,8,LTFU,
4,9,7,5
""",
        8,
        ("lesion_size_mm",),
        (0, 4, 12),
        {"dispositions": {"moved abroad": "lost"}},
    ),
    "dimensions": Export(
        """Patient,Site,Size (cm) W0,Size (cm) W4
1,Knee,3.8x1.3x0.2,2.0x1.0
2,Hand,1.2 x 0.5,0.5
""",
        4,
        ("size_cm",),
        (0, 4),
        {},
    ),
    "sites_tell_lesions_apart": Export(
        """Patient,Site,Week,Diameter (mm)
1,Knee,0,30
1,Knee,4,20
1,Hand,0,12
1,Hand,4,6
2,Hand,0,8
2,Hand,4,4
""",
        6,
        ("diameter_mm",),
        (0, 4),
        {"derive": {"lesion": "{Patient}-{Site}"}, "columns": {"Site": "site", "lesion": "lesion_id"}},
    ),
    "title_units_footer": Export(
        """Calcinosis study, exported 2014-12-01
Patient,Age,Size week 0,Size week 4
,years,mm,mm
1,59,30,20
2,61,12,6
3,70,8,4
Total: 3 patients
""",
        6,
        ("size",),
        (0, 4),
        FILE_ONLY,
    ),
    "percent_in_brackets": Export(
        """Patient,Size (mm) week 0,Size (mm) week 4
1,30,20 (33%)
2,12,6 (50%)
3,8,8 (0%)
""",
        6,
        ("size_mm",),
        (0, 4),
        {
            "columns": {
                "Size (mm) week 4": {
                    "outcome": "size_mm",
                    "visit": 4,
                    "cells": [
                        {"pattern": r"(?P<value>[^()]+?) ?\((?P<reported_reduction_percent>[^()%]+?) ?%\)"},
                        {"pattern": "(?P<value>[^()]+)"},
                    ],
                },
            }
        },
    ),
    "dates_of_visits": Export(
        """Patient,Visit date,Size (mm)
1,01/07/2014,30
1,29/07/2014,20
2,03/07/2014,12
2,31/07/2014,6
""",
        4,
        ("size_mm",),
        (0, 4),
        FILE_ONLY,
    ),
    "several_outcomes_two_names_for_age": Export(
        """ID\tAge\tAlder\tPain VAS week 0\tPain VAS week 4\tLesion count week 0\tLesion count week 4
1\t59\t59\t8\t5\t3\t2
2\t61\t61\t7\t3\t4\t1
""",
        8,
        ("lesion_count", "pain_vas"),
        (0, 4),
        {"columns": {"Age": "age_years"}},
    ),
}
