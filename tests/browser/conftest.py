"""What more than one module of browser tests asks for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests import factories as make
from tests.browser.importing import sign_in


@pytest.fixture
def desk(page: Page) -> Page:
    """A page at which an editor has signed in."""
    sign_in(page, make.make_user("Editor"))
    return page
