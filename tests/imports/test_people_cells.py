"""Cells that name people are split where that is safe, and in doubt where it isn't. All are made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.imports.people_cells import commas_between_people, read_people
from tracker.imports.people_doubts import (
    BY_HABIT,
    DESCRIBED,
    MIXED,
    NAME_AS_TITLE,
    NOT_STATED,
    ONE_TITLE,
    OTHERS,
    PROBLEMS,
    REVERSED,
    TITLE_OR_NAME,
    TURNED,
    TWO_SCRIPTS,
    UNBALANCED,
    Named,
    People,
)


def shown(text: str, *, commas: bool = False, single: bool = False) -> tuple[str, list[str]]:
    """The people of a cell as "Name [title]; …", and what is in doubt."""
    read = read_people(text, commas=commas, single=single)
    people = (f"{one.name} [{one.title}]" if one.title else one.name for one in read.people)
    return "; ".join(people), [doubt for doubt, _text in read.doubts]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ann Unreal", "Ann Unreal"),
        ("Ann Unreal (Dean)", "Ann Unreal [Dean]"),
        ("Ann Unreal, Dean", "Ann Unreal [Dean]"),
        ("Ann Unreal – Dean", "Ann Unreal [Dean]"),
        ("Ann Unreal: Dean; Bob Unreal: Clerk", "Ann Unreal [Dean]; Bob Unreal [Clerk]"),
        ("Ann Unreal | Dean\nBob Unreal | Clerk", "Ann Unreal [Dean]; Bob Unreal [Clerk]"),
        ("Rector: Ann Unreal", "Ann Unreal [Rector]"),
        ("Rector, Ann Unreal", "Ann Unreal [Rector]"),
        ("Ann Unreal (Dean), Bob Unreal (Clerk)", "Ann Unreal [Dean]; Bob Unreal [Clerk]"),
        ("Ann Unreal (Dean) and Bob Unreal (Clerk)", "Ann Unreal [Dean]; Bob Unreal [Clerk]"),
        ("Ann (Dean) and Bob (Clerk)", "Ann [Dean]; Bob [Clerk]"),
        ("Cec (Dean), Dod (Clerk)", "Cec [Dean]; Dod [Clerk]"),
        ("Ann Unreal, Dean, Bob Unreal, Clerk", "Ann Unreal [Dean]; Bob Unreal [Clerk]"),
        ("Dod Unreal, Rector, Cec Unreal, Clerk", "Dod Unreal [Rector]; Cec Unreal [Clerk]"),
        (
            "Ann Unreal, Dean, Faculty of Arts, Bob Unreal, Clerk",
            "Ann Unreal [Dean, Faculty of Arts]; Bob Unreal [Clerk]",
        ),
        (
            "Prof. John Unreal, Dean and Dr. Jane Made-up, Rector",
            "Prof. John Unreal [Dean]; Dr. Jane Made-up [Rector]",
        ),
        ("1) Ann Unreal – Dean 2) Bob Unreal – Clerk", "Ann Unreal [Dean]; Bob Unreal [Clerk]"),
        ("1、李红 2、赵强", "李红; 赵强"),
        ("Dr Ann Unreal / Dr Bob Made-up", "Dr Ann Unreal; Dr Bob Made-up"),
        ("Ann Unreal/Rector", "Ann Unreal [Rector]"),
        ("Ann Unreal & Cec Unreal", "Ann Unreal; Cec Unreal"),
        ("Ann Unreal,\nDean", "Ann Unreal [Dean]"),
        ("Members: Ann Unreal, Bob Unreal", "Ann Unreal; Bob Unreal"),
        (
            "Ann Unreal (Dean, Faculty of Maths (Almaty)); Bob Unreal",
            "Ann Unreal [Dean, Faculty of Maths (Almaty)]; Bob Unreal",
        ),
        ("Ann Unreal (Dean; Head)", "Ann Unreal [Dean; Head]"),
        # Titles that go on
        (
            "Ann Unreal, Minister of Education and Science; Bob",
            "Ann Unreal [Minister of Education and Science]; Bob",
        ),
        (
            "Ann Unreal, Vice-Rector for Research and International Affairs",
            "Ann Unreal [Vice-Rector for Research and International Affairs]",
        ),
        ("Ann Unreal, Head of R&D", "Ann Unreal [Head of R&D]"),
        ("Rector Ann Unreal and Dean Bob Unreal", "Ann Unreal [Rector]; Bob Unreal [Dean]"),
        ("Ann Unreal, Dean of Arts and Bob Unreal", "Ann Unreal [Dean of Arts]; Bob Unreal"),
        # Titles in the name
        ("Dean Ann Unreal; Rector Cec Unreal", "Ann Unreal [Dean]; Cec Unreal [Rector]"),
        ("Minister of Foreign Affairs Bob Unreal", "Bob Unreal [Minister of Foreign Affairs]"),
        ("Associate Professor Ann Unreal", "Ann Unreal [Associate Professor]"),
        ("Professor Ann Unreal", "Professor Ann Unreal"),
        ("H.E. Mr Bob Unreal, Minister", "H.E. Mr Bob Unreal [Minister]"),
        ("Ms Ann Law", "Ms Ann Law"),
        ("Ann de la Unreal; Ben bin Unreal", "Ann de la Unreal; Ben bin Unreal"),
        ("Ann Unreal, M.D.", "Ann Unreal [M.D.]"),
        ("James Dean", "James Dean"),
        # Russian and Kazakh
        (
            "Выдуманный И.И., Примерная А.А., Образцов С.С.",
            "Выдуманный И.И.; Примерная А.А.; Образцов С.С.",
        ),
        (
            "Выдуманный И.И. – ректор, Примерная А.А. – декан",
            "Выдуманный И.И. [ректор]; Примерная А.А. [декан]",
        ),
        (
            "Ректор Выдуманный И.И.; декан Примерная А.А.",
            "Выдуманный И.И. [Ректор]; Примерная А.А. [декан]",
        ),
        ("проректор по науке Образцов С.С.", "Образцов С.С. [проректор по науке]"),
        (
            "Выдуманный Иван Иванович – ректор университета, профессор",
            "Выдуманный Иван Иванович [ректор университета, профессор]",
        ),
        ("Выдуманный И.И. и Примеров П.П.", "Выдуманный И.И.; Примеров П.П."),
        ("А. Ойдан (ректор); Б. Жалған", "А. Ойдан [ректор]; Б. Жалған"),
        # Chinese
        ("李红（处长）赵强（科长）", "李红 [处长]; 赵强 [科长]"),
        ("李红，赵强", "李红; 赵强"),
        ("李红/赵强", "李红; 赵强"),
        ("李红 赵强 钱多多", "李红; 赵强; 钱多多"),
        ("李红和赵强", "李红; 赵强"),
        ("张和平", "张和平"),
        ("李 红", "李 红"),
        ("王小明 校长", "王小明 [校长]"),
        ("校长 王小明", "王小明 [校长]"),
        ("李红处长、赵强教授", "李红 [处长]; 赵强 [教授]"),
        ("院长李红；副院长赵强", "李红 [院长]; 赵强 [副院长]"),
        ("李红，教育学院院长，赵强，科长", "李红 [教育学院院长]; 赵强 [科长]"),
        ("高校长", "高校长"),
        # Degrees are titles
        ("孙丽博士、王强硕士", "孙丽 [博士]; 王强 [硕士]"),
        ("王 小 明", "王 小 明"),
        # Words that titles are of, and names
        ("Zhang San; Li Si", "Zhang San; Li Si"),
        ("Prof. Zhang San, Dean", "Prof. Zhang San [Dean]"),
        ("Dean Zhang San", "Zhang San [Dean]"),
        ("Media Kurniawati – Lecturer", "Media Kurniawati [Lecturer]"),
        ("Mr Law", "Mr Law"),
        ("Ann Unreal, Law", "Ann Unreal [Law]"),
        ("Ann Unreal, Chinese Law", "Ann Unreal [Chinese Law]"),
        ("Ann Unreal, Art and Media", "Ann Unreal [Art and Media]"),
        ("Ann Unreal, Professor Law", "Ann Unreal [Professor Law]"),
        # Places that are named after people
        ("Выдуманный И.И. – ректор вуза им. К. Примерова", "Выдуманный И.И. [ректор вуза им. К. Примерова]"),
        (
            "Ann Unreal (Rector, School named after K. Unreal)",
            "Ann Unreal [Rector, School named after K. Unreal]",
        ),
        ("H.E. J. R. R. Unreal", "H.E. J. R. R. Unreal"),
        # A semicolon at the end says that nothing else is between people
        ("Cec Unreal, Dod Unreal;", "Cec Unreal [Dod Unreal]"),
        ("Ann (Annie) Unreal;", "Ann (Annie) Unreal"),
    ],
)
def test_people_of_a_cell_without_doubt(text: str, people: str) -> None:
    assert shown(text) == (people, [])


@pytest.mark.parametrize(
    ("text", "people", "doubts"),
    [
        ("Smith, John; Doe, Jane", "John Smith; Jane Doe", [TURNED, TURNED]),
        ("Выдуманный, И.И.", "Выдуманный И.И.", [TURNED]),
        ("Unreal, Zzz", "Unreal, Zzz", [REVERSED]),
        ("Cec Unreal, Dod Unreal", "Cec Unreal [Dod Unreal]", [NAME_AS_TITLE]),
        ("Ann Sample (Анна Образцова)", "Ann Sample [Анна Образцова]", [NAME_AS_TITLE]),
        ("Cec Sample (Чек Примеров)", "Cec Sample [Чек Примеров]", [NAME_AS_TITLE]),
        ("Анна Образцова / Anna Obraztsova", "Анна Образцова; Anna Obraztsova", [TWO_SCRIPTS]),
        ("Ann Unreal (Dean", "Ann Unreal (Dean", [UNBALANCED]),
        ("Ann Unreal Dean), Bob", "Ann Unreal Dean), Bob", [UNBALANCED]),
        ("Ann (Annie) Unreal", "Ann [Annie]; Unreal", [MIXED]),
        ("5", "5", [MIXED]),
        ("2 Ann Unreal", " [2 Ann Unreal]", [MIXED, DESCRIBED]),
        ("Ann Unreal and 5 others", "Ann Unreal", [OTHERS]),
        ("Ann Unreal et al.", "Ann Unreal", [OTHERS]),
        ("Ann Unreal, Bob Unreal and others", "Ann Unreal; Bob Unreal", [OTHERS]),
        ("Выдуманный И.И. и др.", "Выдуманный И.И.", [OTHERS]),
        ("李红等3人", "李红", [OTHERS]),
        ("李红一行5人", "李红", [OTHERS]),
        ("3 professors; Ann Unreal", " [3 professors]; Ann Unreal", [DESCRIBED]),
        ("3名教师", " [3名教师]", [DESCRIBED]),
        ("Associate Dean for Research", " [Associate Dean for Research]", [DESCRIBED]),
        ("教育学院院长", " [教育学院院长]", [DESCRIBED]),
        ("Ann Unreal and two interpreters", "Ann Unreal;  [two interpreters]", [DESCRIBED]),
        (
            "Ann Unreal, Dean of Arts and Cec Unreal",
            "Ann Unreal [Dean of Arts and Cec Unreal]",
            [ONE_TITLE],
        ),
        ("Ann Unreal (Rector), Interpreter", "Ann Unreal [Rector, Interpreter]", [ONE_TITLE]),
        ("Dean Smith", "Dean Smith", [TITLE_OR_NAME]),
        ("Ann Unreal with Bob Unreal", "Ann Unreal with Bob Unreal", [TITLE_OR_NAME]),
        ("Ann Unreal <ann@example.invalid>", "Ann Unreal <ann@example.invalid>", [TITLE_OR_NAME]),
        ("cec unreal", "cec unreal", [TITLE_OR_NAME]),
        ("teachers", " [teachers]", [DESCRIBED]),
        ("Mr and Mrs Unreal", "Mr; Mrs Unreal", [TITLE_OR_NAME, MIXED]),
        ("Ann and Bob Unreal", "Ann; Bob Unreal", [MIXED]),
        ("Ann Head", "Ann Head", [TITLE_OR_NAME]),
        ("Ann Unreal, Bob", "Ann Unreal [Bob]", [NAME_AS_TITLE]),
        ("Robert Unreal (Bob)", "Robert Unreal [Bob]", [NAME_AS_TITLE]),
        # Names or what titles are of
        ("Law Kar Wai", "Law Kar Wai", [TITLE_OR_NAME]),
        ("Art Jones and Ann Unreal", "Art Jones; Ann Unreal", [TITLE_OR_NAME]),
        ("Professor Law", "Professor Law", [TITLE_OR_NAME]),
        ("Dean of Law", " [Dean of Law]", [DESCRIBED]),
        ("Head of the Art School", " [Head of the Art School]", [DESCRIBED]),
        ("Law", " [Law]", [DESCRIBED]),
        # Several people with nothing between them
        ("王小明 校长 李红", "王小明 校长 李红", [MIXED]),
        ("А.А. Ойдан Б.Б. Жалған", "А.А. Ойдан Б.Б. Жалған", [MIXED]),
        (
            "Образцов Иван Иванович Примеров Пётр Петрович",
            "Образцов Иван Иванович Примеров Пётр Петрович",
            [MIXED],
        ),
        ("Ректор Образцов И.И. декан Ойдан П.П.", "Ойдан П.П. [Ректор Образцов И.И. декан]", [NAME_AS_TITLE]),
        (
            "Образцов И.И. ректор Ойдан П.П. декан",
            " [Образцов И.И. ректор Ойдан П.П. декан]",
            [DESCRIBED, MIXED],
        ),
        ("Ann Unreal - Dean Bob Unreal - Clerk", "Ann Unreal [Dean Bob Unreal - Clerk]", [NAME_AS_TITLE]),
        # People who are counted
        ("外方校长一人", " [外方校长一人]", [DESCRIBED]),
        ("教师3名", " [教师3名]", [DESCRIBED]),
        ("李红二人", " [李红二人]", [MIXED, DESCRIBED]),
        ("李红，外方校长一人", "李红 [外方校长一人]", [MIXED]),
        # One name in two scripts, or two people
        ("王小明 Wang Xiaoming (Dean)", "王小明 Wang Xiaoming [Dean]", [TWO_SCRIPTS]),
        ("Wang Xiaoming 王小明", "Wang Xiaoming 王小明", [TWO_SCRIPTS]),
        ("Анна Образцова Anna Obraztsova, Dean", "Анна Образцова Anna Obraztsova [Dean]", [TWO_SCRIPTS]),
        ("TBD", "", [NOT_STATED]),
        ("—", "", [NOT_STATED]),
        ("待定; Ann Unreal", "Ann Unreal", [NOT_STATED]),
    ],
)
def test_people_of_a_cell_in_doubt(text: str, people: str, doubts: list[str]) -> None:
    assert shown(text) == (people, doubts)


@pytest.mark.parametrize(
    ("text", "people", "doubts"),
    [
        ("Ann Unreal, Bob Unreal, Cec Unreal", "Ann Unreal; Bob Unreal; Cec Unreal", [BY_HABIT]),
        ("Ann, Bob", "Ann; Bob", [BY_HABIT]),
        ("Smith, John", "John Smith", [TURNED]),
        ("Ann Unreal, Dean, Bob Unreal, Clerk", "Ann Unreal [Dean]; Bob Unreal [Clerk]", []),
        ("Ann, Dean, Bob, Clerk", "Ann [Dean]; Bob [Clerk]", []),
        ("Dod Unreal, Rector", "Dod Unreal [Rector]", []),
        ("Ann Unreal, Zzz, Bob Unreal", "Ann Unreal; Zzz; Bob Unreal", [MIXED]),
    ],
)
def test_people_where_the_column_has_commas_between_them(text: str, people: str, doubts: list[str]) -> None:
    assert shown(text, commas=True) == (people, doubts)


@pytest.mark.parametrize(
    ("text", "people", "doubts"),
    [
        ("Unreal, Zzz", "Zzz Unreal", [TURNED]),
        ("Unreal, Ann, Dean", "Ann Unreal [Dean]", [TURNED]),
        ("Bob Unreal (Clerk)", "Bob Unreal [Clerk]", []),
    ],
)
def test_people_of_a_cell_for_one_person(text: str, people: str, doubts: list[str]) -> None:
    assert shown(text, single=True) == (people, doubts)


def test_commas_between_people_where_nothing_else_separates() -> None:
    assert commas_between_people(["Ann Unreal, Bob Unreal", "Cec Unreal"])
    assert not commas_between_people(["Ann Unreal, Bob Unreal", "Cec Unreal; Dod Unreal"])
    assert not commas_between_people(["Ann Unreal, Bob Unreal", "Cec Unreal (Dean)"])


def test_people_named_twice_are_there_once() -> None:
    assert read_people("Ann Unreal; Bob Unreal; Ann Unreal").people == (
        Named("Ann Unreal", ""),
        Named("Bob Unreal", ""),
    )


_PIECES = st.sampled_from(
    [
        "Ann Unreal",
        "Cec Made-up",
        "Dean",
        "ректор",
        "Образцов И.И.",
        "李红",
        "校长",
        "Unreal",
        "of",
        "3",
        "Ms",
    ]
)
_MARKS = st.sampled_from(
    [", ", "; ", "\n", " and ", " (", ") ", " – ", "/", "、", "（", "）", " ", ": ", "，", "和"]
)
_BETWEEN = {"and", "с"}


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.tuples(_PIECES, _MARKS), min_size=1, max_size=6).map(lambda pairs: "".join(sum(pairs, ()))),
    st.booleans(),
    st.booleans(),
)
def test_people_lose_no_word(text: str, commas: bool, single: bool) -> None:
    read = read_people(text, commas=commas, single=single)
    kept = " ".join(
        [*(part for one in read.people for part in one), *(found for _doubt, found in read.doubts)]
    )

    lost = [word for word in re.findall(r"[A-Za-zА-яё]+", text) if word not in kept and word not in _BETWEEN]

    assert lost == []
    assert all(sign in kept for sign in re.findall("[李红校长]", text))


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60) | st.text("ann ,;()（）/|&+-–:：1.2)\n等和 \ue000王И", max_size=30), st.booleans()
)
def test_people_of_any_text(text: str, commas: bool) -> None:
    read_people(text, commas=commas)
    read_people(text, single=True)


@pytest.mark.parametrize(
    "cell",
    [
        "Zhang San",
        "Aung San Suu Kyi",
        "José San Martín",
        "Law Kar Wai",
        "Art Jones",
        "Peter St John",
        "Thomas St. Clair",
        "Media Kurniawati",
    ],
)
def test_read_people_names_that_are_subjects_too(cell: str) -> None:
    assert read_people(cell).people == (Named(cell, ""),)
    assert read_people(f"{cell} (Dean)") == People((Named(cell, "Dean"),))
    assert read_people(f"{cell}, Professor").people == (Named(cell, "Professor"),)


@pytest.mark.parametrize(
    "cell",
    [
        "周杰 科长 吴敏 科员",
        "王小明 校长 李红 处长",
        "Иванов И.И. Петров П.П.",
        "王小明 Wang Xiaoming (Dean)",
        "王小明 李红（处长）",
        "Иванов И.И. - ректор Петров П.П. - декан",
    ],
)
def test_read_people_several_with_nothing_between_are_in_doubt(cell: str) -> None:
    assert [doubt for doubt, _text in read_people(cell).doubts if doubt in PROBLEMS]
