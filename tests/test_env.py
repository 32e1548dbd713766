"""Reading the environment: what is taken, and the sentence for what isn't."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from coop.env import (
    SettingError,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_str,
    env_time_zone,
    read_env_file,
)

NAME = "COOP_TRIED"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what a test puts into the environment, also through `read_env_file`."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


def given(value: str) -> None:
    os.environ[NAME] = value


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(SettingError) as caught:
        read()
    return str(caught.value)


@pytest.mark.parametrize(("value", "expected"), [(" a b ", "a b"), ("", "default"), ("  ", "default")])
def test_env_str_value(value: str, expected: str) -> None:
    given(value)
    assert env_str(NAME, "default") == expected


def test_env_str_not_set() -> None:
    assert (env_str(NAME), env_str(NAME, "default")) == ("", "default")


@pytest.mark.parametrize("value", ["true", "Yes", "ON", "1", " true "])
def test_env_bool_yes(value: str) -> None:
    given(value)
    assert env_bool(NAME, default=False) is True


@pytest.mark.parametrize("value", ["false", "No", "OFF", "0"])
def test_env_bool_no(value: str) -> None:
    given(value)
    assert env_bool(NAME, default=True) is False


def test_env_bool_empty_is_default() -> None:
    given("")
    assert (env_bool(NAME, default=True), env_bool(NAME, default=False)) == (True, False)


def test_env_bool_neither() -> None:
    given("ture")
    assert refusal(lambda: env_bool(NAME, default=False)) == (
        "COOP_TRIED is 'ture', which is neither true nor false. Write it like COOP_TRIED=false."
    )


@pytest.mark.parametrize(("value", "expected"), [("0", 0), ("007", 7), ("30", 30), ("", 5)])
def test_env_int_value(value: str, expected: int) -> None:
    given(value)
    assert env_int(NAME, 5, maximum=30) == expected


@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "ten", "٣", "1_000", "0x10"])
def test_env_int_not_whole(value: str) -> None:
    given(value)
    assert refusal(lambda: env_int(NAME, 5)) == (
        f"COOP_TRIED is {value!r}, which is not a whole number. Write it like COOP_TRIED=5."
    )


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1", "is 1, and must be at least 2"),
        ("31", "is 31, and must be at most 30"),
        ("9" * 5000, f"is {'9' * 20}, and must be at most 30"),
    ],
)
def test_env_int_out_of_bounds(value: str, problem: str) -> None:
    given(value)
    assert refusal(lambda: env_int(NAME, 5, minimum=2, maximum=30)) == (
        f"COOP_TRIED {problem}. Write it like COOP_TRIED=5."
    )


@pytest.mark.parametrize(("value", "expected"), [("a", ["a"]), ("a, b ,c", ["a", "b", "c"]), ("", ["x"])])
def test_env_list_value(value: str, expected: list[str]) -> None:
    given(value)
    assert env_list(NAME, ["x"]) == expected


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a,,b", "has an empty part"),
        ("a,", "has an empty part"),
        ("a b,c", "has the part 'a b', with a space in it"),
    ],
)
def test_env_list_unfit(value: str, problem: str) -> None:
    given(value)
    assert refusal(lambda: env_list(NAME, example="one,two")) == (
        f"COOP_TRIED {problem}; one comma goes between two values. Write it like COOP_TRIED=one,two."
    )


def test_env_choice_any_case() -> None:
    given("warning")
    assert env_choice(NAME, "INFO", ("INFO", "WARNING")) == "WARNING"


def test_env_choice_none_of_them() -> None:
    given("loud")
    assert refusal(lambda: env_choice(NAME, "INFO", ("INFO", "WARNING"))) == (
        "COOP_TRIED is 'loud', which is none of INFO, WARNING. Write it like COOP_TRIED=INFO."
    )


def test_env_time_zone_known() -> None:
    given("Asia/Almaty")
    assert env_time_zone(NAME, "UTC") == "Asia/Almaty"


@pytest.mark.parametrize("value", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "Asia", "a" * 1000])
def test_env_time_zone_unknown(value: str) -> None:
    given(value)
    assert refusal(lambda: env_time_zone(NAME, "UTC")) == (
        f"COOP_TRIED is {value!r}, which is no time zone. Write it like COOP_TRIED=Asia/Almaty."
    )


def test_env_file_lines(tmp_path: Path) -> None:
    os.environ["COOP_SET"] = "environment"
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n\nCOOP_A=1\n  export COOP_B = two words \nCOOP_C='it''s #3'\nCOOP_D=a=b\nCOOP_E=\n"
        'COOP_SET=file\nCOOP_F="',
        encoding="utf-8",
    )
    before = dict(os.environ)
    read_env_file(file)
    assert {name: value for name, value in os.environ.items() if before.get(name) != value} == {
        "COOP_A": "1",
        "COOP_B": "two words",
        "COOP_C": "it''s #3",
        "COOP_D": "a=b",
        "COOP_E": "",
        "COOP_F": '"',
    }


def test_env_file_missing(tmp_path: Path) -> None:
    before = dict(os.environ)
    read_env_file(tmp_path / ".env")
    assert dict(os.environ) == before


@pytest.mark.parametrize("line", ["swordfish", "=swordfish", "COOP SECRET=swordfish", "COOP-X=swordfish"])
def test_env_file_line_unfit(tmp_path: Path, line: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"COOP_A=1\n{line}\n", encoding="utf-8")
    assert refusal(lambda: read_env_file(file)) == (
        f"Line 2 of {file} is not NAME=value. Write it like COOP_DEBUG=true."
    )


def test_env_file_not_text(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"COOP_A=\xff\xfe")
    assert refusal(lambda: read_env_file(file)).startswith(f"{file} can't be read (")
