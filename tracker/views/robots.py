"""What machines that read the whole site are asked to leave out."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_RULES = """\
User-agent: *
Disallow: /admin/
Disallow: /search/
Disallow: /dates/
Disallow: /*?
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: every page once, without the endless ways to narrow a list."""
    return HttpResponse(_RULES, content_type="text/plain; charset=utf-8")
