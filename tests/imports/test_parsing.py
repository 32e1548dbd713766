"""Sheets are read by columns; what a cell may mean besides is said at the cell. All people are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.imports.workbooks import opened
from tracker.imports.layout import read_table
from tracker.imports.options import SheetOptions
from tracker.imports.parsed import ParsedSheet
from tracker.imports.parsing import parse_sheet
from tracker.imports.people_doubts import Named

VISIT = ("Delegation", "Dates", "Host")


def parsed(
    rows: Sequence[Sequence[Any]],
    role: str = "visits",
    *,
    chosen: Mapping[str, str] | None = None,
    remembered: dict[str, str] | None = None,
) -> ParsedSheet:
    table = read_table(opened({"Visits": rows}).sheets[0])
    assert table is not None
    return parse_sheet(table, role, SheetOptions(columns=dict(chosen or {})), remembered)


def fields(sheet: ParsedSheet) -> list[tuple[str, str]]:
    return [(column.field, column.how) for column in sheet.plan.columns]


def told(sheet: ParsedSheet) -> list[tuple[str, str]]:
    return [(problem.address, problem.kind) for problem in sheet.problems]


def column(header: str, *cells: Any, role: str = "visits") -> ParsedSheet:
    """A sheet of visits with one more column."""
    visits = [[f"Group {chr(65 + number)}", "2025-03-04", "Sample Institute"] for number in range(9)]
    rows = [[*visit, cell] for visit, cell in zip(visits, cells, strict=False)]
    return parsed([[*VISIT, header], *rows], role)


# --- What is remembered of columns ---

HEADERS = [*VISIT, "Members", "Weird"]
ROW = ["Group A", "2025-03-04", "Sample Institute", "Cec Unreal", "because"]
REMEMBERED = {"Delegation": "delegation", "Dates": "dates", "Members": "members", "Weird": "outcome"}


def test_remembered_column_that_this_shape_has_not_is_taken_by_its_header() -> None:
    sheet = parsed([HEADERS, ROW], "people", remembered=REMEMBERED)

    assert fields(sheet) == [
        ("delegation", "remembered"),
        ("dates", "remembered"),
        ("hosts", "recognised"),
        ("person", "recognised"),
        ("outcome", "remembered"),
    ]


def test_remembered_columns_that_were_left_out_stay_so() -> None:
    sheet = parsed([HEADERS, ROW], remembered={**REMEMBERED, "Host": "", "Dates": ""})

    assert fields(sheet)[1:3] == [("", "left out"), ("", "left out")]


def test_column_by_its_header_takes_nothing_that_is_remembered_of_another() -> None:
    sheet = parsed([["Members", "Weird"], ["Ann Unreal", "Bob Unreal"]], remembered={"Weird": "members"})

    assert fields(sheet) == [("", "left out"), ("members", "remembered")]


def test_chosen_column_goes_before_a_remembered_one() -> None:
    sheet = parsed([HEADERS, ROW], chosen={"3": "outcome"}, remembered=REMEMBERED)

    assert fields(sheet)[3:] == [("outcome", "chosen"), ("", "left out")]


# --- People ---


def test_person_is_parted_from_the_title_in_the_same_cell() -> None:
    rows = [
        ["Delegation", "Dates", "Person"],
        ["Group A", "2025-03-04", "Bob Unreal (Clerk)"],
        ["Group A", "2025-03-04", "Ann Unreal"],
        ["Group A", "2025-03-04", "Associate Dean for Research"],
    ]

    sheet = parsed(rows, "people")

    assert sheet.values["person"] == ["Bob Unreal", "Ann Unreal", ""]
    assert sheet.values["person_title"] == ["Clerk", "", "Associate Dean for Research"]
    assert told(sheet) == [("Visits!C4", "notice")]


def test_title_of_its_own_column_wins() -> None:
    rows: list[list[Any]] = [
        ["Delegation", "Dates", "Person", "Position"],
        ["Group A", "2025-03-04", "Bob Unreal (Clerk)", "Dean"],
        ["Group A", "2025-03-04", "Ann Unreal (Dean)", "dean"],
        ["Group A", "2025-03-04", "Cec Unreal (Dean)", None],
    ]

    sheet = parsed(rows, "people")

    assert sheet.values["person_title"] == ["Dean", "dean", "Dean"]
    assert told(sheet) == [("Visits!C2", "notice")]


def test_several_people_in_the_cell_of_one() -> None:
    sheet = parsed(
        [["Delegation", "Dates", "Person"], ["A", "2025-03-04", "Ann Unreal; Bob Unreal"]], "people"
    )

    assert told(sheet) == [("Visits!C2", "problem")]
    assert "Bob Unreal" in sheet.problems[0].sentence


@pytest.mark.parametrize(
    ("headers", "cells", "name"),
    [
        ("Surname|First name|Patronymic", "Unreal|Ann|Bobovna", "Ann Bobovna Unreal"),
        ("Фамилия|Имя|Отчество", "Выдуманная|Анна|Борисовна", "Анна Борисовна Выдуманная"),
        ("Тегі|Аты|Әкесінің аты", "Ойдан|Анна|", "Анна Ойдан"),
        ("姓|名", "王|小明", "王小明"),
        ("姓|名字", "王|小明", "王小明"),
        ("Last name|Name", "Unreal|Ann", "Ann Unreal"),
        ("Surname", "Unreal", "Unreal"),
        ("Surname|First name", "Li|Na", "Na Li"),
    ],
)
def test_name_in_several_columns_is_one(headers: str, cells: str, name: str) -> None:
    rows = [["Delegation", "Dates", *headers.split("|")], ["A", "2025-03-04", *cells.split("|")]]

    sheet = parsed(rows, "people")

    assert sheet.values["person"] == [name]
    assert not {"surname", "given_name", "patronymic"} & sheet.values.keys()
    assert sheet.problems == []


def test_title_beside_a_part_of_a_name() -> None:
    rows = [["Delegation", "Dates", "Surname", "Name"], ["A", "2025-03-04", "Unreal (Dean)", "Ann"]]

    sheet = parsed(rows, "people")

    assert (sheet.values["person"], sheet.values["person_title"]) == (["Ann Unreal"], ["Dean"])


def test_name_in_several_columns_beside_a_whole_one_is_another_name() -> None:
    rows = [
        ["Delegation", "Dates", "ФИО", "Surname", "Given name"],
        ["A", "2025-03-04", "Выдуманная Анна", "Vydumannaya", "Anna"],
        ["A", "2025-03-04", "Unreal Bob", "Unreal", "Bob"],
    ]

    sheet = parsed(rows, "people")

    assert sheet.values["person"] == ["Выдуманная Анна", "Unreal Bob"]
    assert sheet.values["person_other_name"] == ["Anna Vydumannaya", ""]


def test_commas_between_people_are_said_once_where_they_were_decided_by_habit() -> None:
    sheet = column("Members", "Ann Unreal, Dean", "Cec Unreal, Dod Unreal", "Ann, Bob")

    assert told(sheet) == [("Visits!D3", "notice")]
    assert "commas" in sheet.problems[0].sentence


def test_people_in_doubt_are_problems_of_their_cells_alone() -> None:
    sheet = column("Members", "Ann Unreal; Bob Unreal", "Ann Sample (Анна Образцова)", "Ann Unreal (Dean")

    assert told(sheet) == [("Visits!D3", "problem"), ("Visits!D4", "problem")]
    assert sheet.values["members"] == [(Named("Ann Unreal", ""), Named("Bob Unreal", "")), (), ()]


def test_head_with_a_title_and_a_list_of_heads() -> None:
    sheet = column(
        "Head of delegation", "Ann Unreal, Dean of Arts, Example University", "Ann Unreal; Bob Unreal"
    )

    assert sheet.values["head"] == [
        (Named("Ann Unreal", "Dean of Arts, Example University"),),
        (Named("Ann Unreal", ""), Named("Bob Unreal", "")),
    ]
    assert sheet.problems == []


def test_persons_grouped_by_dates_alone_are_pointed_out() -> None:
    log = ["Visitor", "Position", "Organization", "Arrival", "Departure"]
    sheet = parsed([log, ["Ann Unreal", "Dean", "Zulu Tech", "2025-03-04", "2025-03-06"]], "people")

    assert fields(sheet) == [
        (name, "recognised") for name in ("person", "person_title", "person_organisation", "dates", "end")
    ]
    assert told(sheet) == [("Visits!1", "notice")]


# --- Not stated ---


@pytest.mark.parametrize(
    "word", ["TBD", "TBC", "待定", "нет данных", "无", "不详", "-", "—", "n/a", "unknown"]
)
@pytest.mark.parametrize(
    ("header", "field", "empty"),
    [
        ("Sending organisation", "senders", ()),
        ("Members", "members", ()),
        ("Head of delegation", "head", ()),
        ("Topics", "topics", ()),
        ("Programme", "programmes", ()),
        ("Country visited", "countries", ()),
        ("Delegation size", "size", None),
        ("Status", "status", ""),
        ("Title of visit", "title", ""),
    ],
)
def test_words_for_not_stated_are_empty_and_said(word: str, header: str, field: str, empty: Any) -> None:
    sheet = column(header, word, word)

    assert sheet.values[field] == [empty, empty]
    assert told(sheet) == [("Visits!D2", "notice")]
    assert word in sheet.problems[0].sentence


def test_words_for_not_stated_among_people_and_delegations() -> None:
    rows = [
        ["Delegation", "Dates", "Person", "Organisation of the person"],
        ["n/a", "2025-03-04", "TBD", "待定"],
    ]

    sheet = parsed(rows, "people")

    assert [sheet.values[name] for name in ("delegation", "person", "person_organisation")] == [
        [""],
        [""],
        [""],
    ]
    assert [kind for _address, kind in told(sheet)] == ["notice"] * 3


def test_words_for_not_stated_are_said_once_a_word() -> None:
    sheet = column("Topics", "TBD", "-", "TBD", "TBD; teachers")

    assert sheet.values["topics"] == [(), (), (), ("teachers",)]
    assert told(sheet) == [("Visits!D2", "notice"), ("Visits!D3", "notice")]
    assert "3 cells" in sheet.problems[0].sentence


def test_free_texts_keep_their_words() -> None:
    sheet = column("Outcome", "None", "-")

    assert sheet.values["outcome"] == ["None", ""]
    assert told(sheet) == [("Visits!D3", "notice")]


def test_question_mark_for_a_fixed_word_is_a_problem() -> None:
    assert told(column("Status", "?")) == [("Visits!D2", "problem")]


# --- Sizes ---


@pytest.mark.parametrize(
    ("cell", "size"), [(12, 12), ("12", 12), ("12.0", 12), ("12 people", 12), ("1,200", 1200), ("12人", 12)]
)
def test_size_is_an_exact_number(cell: Any, size: int) -> None:
    sheet = column("Delegation size", cell)

    assert (sheet.values["size"], told(sheet)) == ([size], [])


@pytest.mark.parametrize(
    "cell",
    [
        "about 12",
        "около 12",
        "ок. 12",
        "约12",
        "~12",
        "12+",
        "more than 10",
        "10余人",
        "10-12",
        "12.5",
        "1,20",
    ],
)
def test_size_that_is_not_exact_is_a_problem_that_says_so(cell: str) -> None:
    sheet = column("Delegation size", cell)

    assert (sheet.values["size"], told(sheet)) == ([None], [("Visits!D2", "problem")])
    assert "exact" in sheet.problems[0].sentence


# --- Several organisations in one name ---


@pytest.mark.parametrize(
    "name",
    [
        "Nazarbayev University and Turan University",
        "Turan University, Zhetysu University",
        "Turan University / Zhetysu University",
        "Turan University & Zhetysu University",
        "Quebec Academy, Alfa College and Oscar Institute",
        "Ministry of Education and Ministry of Science",
        "Университет Туран и Школа № 5",
        "Министерство образования и Университет Туран",
        "北京大学和清华大学",
    ],
)
def test_several_organisations_in_one_name_are_a_problem(name: str) -> None:
    sheet = column("Sending organisation", name, f"{name};")

    assert sheet.values["senders"] == [(), (name,)]
    assert told(sheet) == [("Visits!D2", "problem")]


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Education and Science",
        "Lyceum of Physics and Mathematics",
        "University of Arts, Design and Media",
        "School of Education, Example University",
        "Association of Universities and Colleges",
        "Example University, Almaty",
        "Министерство науки и высшего образования",
        "Институт физики, Университет Туран",
        "教育和科学部",
        "和平大学",
    ],
)
def test_one_organisation_with_commas_or_and_is_one(name: str) -> None:
    sheet = column("Sending organisation", name)

    assert sheet.values["senders"] == [(name,)]
    assert sheet.problems == []


@pytest.mark.parametrize(
    ("header", "field", "name"),
    [
        ("Sending organisation", "senders", "Sample Institute, Example University"),
        ("Programme", "programmes", "P1, P2"),
    ],
)
def test_what_may_be_several_is_said(header: str, field: str, name: str) -> None:
    sheet = column(header, name)

    assert sheet.values[field] == [(name,)]
    assert told(sheet) == [("Visits!D2", "notice")]


def test_bullets_are_no_part_of_names_and_signs_are() -> None:
    sheet = column("Topics", "-2", "- 2", "- teachers\n• pupils\n* parents", "1) teachers 2) pupils")

    assert sheet.values["topics"] == [
        ("-2",),
        ("- 2",),
        ("teachers", "pupils", "parents"),
        ("teachers", "pupils"),
    ]
