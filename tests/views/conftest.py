"""What every test of a page may use."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def without_history(settings: Settings) -> None:
    """No page reads the history, and keeping it takes most of the time of making records for one."""
    settings.SIMPLE_HISTORY_ENABLED = False
