"""The sheets that the benchmarks import: as an office keeps them, with people who are obviously made up."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import openpyxl

HEADERS = (
    "Title",
    "Delegation",
    "Sent by",
    "Members",
    "Dates",
    "Status",
    "Countries",
    "Hosts",
    "Topics",
    "Purpose",
    "Size",
)
_FIRST = ("Ann", "Bob", "Cem", "Dana", "Emil", "Faye", "Gus", "Hana", "Ivo", "Jun")
_TOPICS = ("rural teachers", "sample topic", "digital examples", "vocational samples", "example exchange")


def write_workbook(path: Path, rows: int) -> None:
    """Write a workbook of `rows` visits to `path`; the same for the same number of rows.

    A tenth as many people as rows, a twentieth as many organisations, and two members a visit.
    """
    chance = random.Random(rows)
    people = [f"{chance.choice(_FIRST)} Sample-{_letters(number)}" for number in range(max(20, rows // 10))]
    bodies = [f"University of Example {_letters(number)}" for number in range(max(20, rows // 20))]
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Visits")
    sheet.append(HEADERS)
    for number in range(rows):
        sender, host = chance.sample(bodies, 2)
        head, member = chance.sample(people, 2)
        sheet.append(
            (
                f"{sender} visits {host}",
                f"Delegation {number + 1} of {sender}",
                sender,
                f"{head} (Rector); {member} (Dean)",
                date(2005, 1, 1) + timedelta(days=chance.randrange(7300)),
                chance.choice(("completed", "planned", "cancelled")),
                chance.choice(("Kazakhstan", "China", "Mongolia")),
                host,
                "; ".join(chance.sample(_TOPICS, 2)),
                f"Talks on example {number + 1}",
                chance.randrange(2, 30),
            )
        )
    workbook.save(path)


def _letters(number: int) -> str:
    """A number as letters, so that no name differs from another by digits alone: words that are far apart."""
    chance = random.Random(f"name {number}")
    syllables = (
        "ba",
        "ke",
        "lo",
        "mi",
        "nu",
        "ra",
        "se",
        "ti",
        "vo",
        "zu",
        "da",
        "fe",
        "go",
        "hi",
        "ju",
        "pa",
    )
    return "".join(chance.choice(syllables) for _place in range(5)).capitalize()
