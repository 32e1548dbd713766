"""The first record exported and imported again: nothing changes."""

import pytest

from tests.imports.test_records import each_kind, exported, problems, run, totals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@each_kind
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_import_of_the_first_record_changes_nothing(model, file_format):
    versions = model.history.count()
    result = run(model, exported(model, file_format))
    assert (problems(result), totals(result)) == ([], {"skip": model.objects.count()})
    assert model.history.count() == versions
