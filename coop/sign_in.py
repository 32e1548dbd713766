"""What counting wrong passwords needs to know of Coop."""

from typing import Any

from django.http import HttpRequest

LONGEST = 150  # of names of accounts


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that a wrong password is counted under; no longer than one can be, which fits its column."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(name)[:LONGEST]
