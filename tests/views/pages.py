"""What the tests of pages read of an answer."""

import re
from html import unescape


def main_of(response) -> str:
    """What stands in the page's main part."""
    assert response.status_code == 200
    html: str = response.content.decode()
    return html.partition("<main")[2].partition(">")[2].partition("</main>")[0]


def words(response) -> str:
    """The page's main part as a person reads it."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main_of(response))).split())
