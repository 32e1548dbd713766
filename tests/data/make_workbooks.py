"""Makes the ugly workbooks that the tests import, each the same to the byte whenever it is made.

    .venv/bin/python -m tests.data.make_workbooks [NAME …]

What each of them means is in the `.key.json` beside it, written by hand from what the sheet says to a
person: nothing here, and nothing of the importer, makes a key. Everybody in them is made up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.data.making import cells, dates, foreign_registers, joined, oddities, people, registers, texts

DIRECTORY = Path(__file__).parent
#: File name → what makes its bytes.
WORKBOOKS: dict[str, Callable[[], bytes]] = {
    **registers.WORKBOOKS,
    **foreign_registers.WORKBOOKS,
    **people.WORKBOOKS,
    **joined.WORKBOOKS,
    **dates.WORKBOOKS,
    **texts.WORKBOOKS,
    **oddities.WORKBOOKS,
    **cells.WORKBOOKS,
}


def main(names: list[str]) -> None:
    """Write these workbooks, or all."""
    for name in names or WORKBOOKS:
        (DIRECTORY / name).write_bytes(WORKBOOKS[name]())


if __name__ == "__main__":
    main(sys.argv[1:])
