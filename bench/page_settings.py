"""The project's settings, with the stock pages beside its own and the number of statements in each answer."""

from coop.settings import *  # noqa: F403
from coop.settings import BASE_DIR, MIDDLEWARE, TEMPLATES

MIDDLEWARE = ["bench.page_settings.count_queries", *MIDDLEWARE]
TEMPLATES = [{**TEMPLATES[0], "DIRS": [BASE_DIR / "templates", BASE_DIR / "bench" / "templates"]}]
ROOT_URLCONF = "bench.page_urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Hashed names need `collectstatic` first, and no page is measured with its files.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def count_queries(get_response):  # type: ignore[no-untyped-def]
    """Say in a header how many statements an answer took."""
    from django.db import connection

    def answer(request):  # type: ignore[no-untyped-def]
        count = 0

        def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = get_response(request)
        response["X-Queries"] = str(count)
        return response

    return answer
