"""What tests of working on agreements need besides."""

import pytest


@pytest.fixture(autouse=True)
def without_history() -> None:
    """These pages write, and what they write is kept in the history."""
