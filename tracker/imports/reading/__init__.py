"""Reading an uploaded file into plain values: whatever an office keeps its visits in, and nothing that could
do harm.

What a file is, its content decides, never its name. Nothing in it is run: not macros, not formulas (whose
last result counts), not links. What can't be read is refused with a sentence that says what is wrong and how
to mend it.
"""

from __future__ import annotations

import logging
import unicodedata
from pathlib import PurePath

from django.utils.translation import gettext as _

from tracker.imports.reading.delimited import SEPARATORS, read_text
from tracker.imports.reading.encodings import ENCODINGS
from tracker.imports.reading.guards import container, damaged, too_large
from tracker.imports.reading.spreadsheets import read_ole, read_zip
from tracker.imports.workbook import ReadingError, Workbook

__all__ = ["ENCODINGS", "SEPARATORS", "read_workbook"]

logger = logging.getLogger(__name__)


def read_workbook(
    content: bytes, name: str, encoding: str | None = None, separator: str | None = None
) -> Workbook:
    """Give the workbook that the file `name` holds.

    `encoding` (one of `ENCODINGS`) and `separator` (one of `SEPARATORS`, or any character) are for texts and
    go before what is found out from the text itself; spreadsheets know better and ignore them. Raises
    ReadingError, with a translated sentence, for every file that can't be read.
    """
    name = _shown_name(name)
    try:
        match container(content, name):
            case "zip":
                return read_zip(content, name)
            case "ole":
                return read_ole(content, name)
            case "text":
                return read_text(content, name, encoding, separator)
    except (ReadingError, OSError):
        # The latter is no fault of the file: its copy couldn't be written.
        raise
    except MemoryError:
        raise too_large(name, _("there isn't enough memory for it")) from None
    except Exception:
        # Whoever uploads it can do no more about it than about any broken file; whoever keeps Coop can.
        logger.exception("Reading “%s” failed", name)
        raise damaged(name) from None


def _shown_name(name: str) -> str:
    """The file's name without folders and without what can't be seen, short enough for a sentence."""
    name = "".join(
        char
        for char in name.replace("\\", "/")
        if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    name = PurePath(name).name.strip() or "?"
    return name if len(name) <= 100 else name[:60] + "…" + name[-30:]
