"""A start and an end in two columns."""

import pytest

from tests.imports.dates.columns import dates
from tracker.dates import PartialDateError
from tracker.imports.dates import join_dates

JOINED = {
    ("2025-11-04", "2025-11-06"): "2025-11-04/2025-11-06",
    ("2025-11-04", "2025-11-04"): "2025-11-04",
    ("2025-11-04", None): "2025-11-04",
    (None, "2025-11-06"): "/2025-11-06",
    ("2025-11", "2026-02"): "2025-11/2026-02",
    ("2024", "2025"): "2024/2025",
    ("2025-12-30", "2026-01-02"): "2025-12-30/2026-01-02",
    ("XXXX-11-04", "XXXX-11-06"): "XXXX-11-04/XXXX-11-06",
    ("XXXX-12-30", "XXXX-01-02"): "XXXX-12-30/XXXX-01-02",
    ("2025-11-04~", "2025-11-06"): "2025-11-04~/2025-11-06",
    ("2025-11-04/2025-11-06", None): "2025-11-04/2025-11-06",
    ("2025-11-04/2025-11-06", "2025-11-06"): "2025-11-04/2025-11-06",
    ("2025-11-04/2025-11-06", "2025-11-04/2025-11-06"): "2025-11-04/2025-11-06",
    ("2025-11-04/..", "2025-11-06"): "2025-11-04/2025-11-06",
    ("2025-11-04/", "2025-11-06"): "2025-11-04/2025-11-06",
}

NOT_JOINED = {
    (None, None): "Neither a start nor an end is stated.",
    (None, "2025-11-04/2025-11-06"): "The end, 4–6 November 2025, is a range itself, and no start is stated. "
    "Type one date as the end, or the range as the start.",
    (
        "2025-11-06",
        "2025-11-04",
    ): "6 November 2025 as the start and 4 November 2025 as the end make no range: "
    "it ends before it starts. Exchange the two ends, or write the year of both.",
    ("2025-11-04", "XXXX-11-06"): "only one of them states the year. Type the year of both, or of neither.",
    ("XXXX-11-04", "2025-11-06"): "only one of them states the year.",
    ("2025-11-04", "2025-11"): "one is stated more exactly than the other.",
    ("2025-11-04", "2025"): "one is stated more exactly than the other.",
    ("XXXX-XX-21", "XXXX-11-24"): "the two ends leave different parts unstated.",
    ("2025-11-04/2025-11-06", "2025-11-07"): "one of them is a range itself.",
    ("2025-11-04/2025-11-16", "2025-11-06"): "one of them is a range itself.",
    ("2025-11-04", "2025-11-05/2025-11-06"): "one of them is a range itself.",
    ("2025-11-04", "../2025-11-06"): "one of them is a range itself.",
    ("../2025-11-04", "2025-11-06"): "one of them is a range itself.",
    ("2025-11-04", "2025-11-04~"): "both ends are the same.",
    ("XXXX-09-23", "XXXX-09-22"): "it ends before it starts.",
}


@pytest.mark.parametrize(("ends", "joined"), JOINED.items(), ids=str)
def test_join_dates(ends, joined):
    assert join_dates(*dates(*ends)).edtf == joined


@pytest.mark.parametrize(("ends", "reason"), NOT_JOINED.items(), ids=str)
def test_join_dates_refused_with_a_sentence(ends, reason):
    with pytest.raises(PartialDateError) as refusal:
        join_dates(*dates(*ends))
    assert reason in str(refusal.value)
