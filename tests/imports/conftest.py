"""Databases for the processes that tests of imports start."""

from collections.abc import Iterator

import pytest

from tests.imports.processes import Database, Template


@pytest.fixture(scope="session")
def migrated_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A migrated database to copy; migrating takes a quarter of a minute, copying nothing."""
    template = Template(tmp_path_factory.mktemp("databases"), "template")
    try:
        template.migrate()
        yield template
    finally:
        template.drop()


@pytest.fixture
def own_database(migrated_template: Template) -> Iterator[Database]:
    """A migrated database for processes of their own."""
    with migrated_template.copy() as found:
        yield found
