"""Databases for the processes that tests of imports start."""

from collections.abc import Iterator

import pytest

from tests.databases import Database, Template


@pytest.fixture
def own_database(migrated_template: Template) -> Iterator[Database]:
    """A migrated database for processes of their own."""
    with migrated_template.copy() as found:
        yield found
