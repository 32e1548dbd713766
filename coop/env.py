"""Settings from the environment, read strictly.

A value that can't be meant is refused: the error names the variable, says what is wrong with it and
shows one that would do. An empty value counts as none, so `COOP_X=` in a file means "the default".
"""

import os
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TRUE = ("true", "yes", "on", "1")
FALSE = ("false", "no", "off", "0")


# Not Django's ImproperlyConfigured: that one is caught here and there and told again in other words.
class SettingError(Exception):
    """A setting is missing or can't be read; the message is a sentence for the person who starts Coop."""


def read_env_file(path: Path) -> None:
    """Add the `NAME=value` lines of a file to the environment; what is set there already stays.

    Empty lines and lines that begin with `#` are passed over. Single or double quotes around a value
    are taken off. Nothing is expanded. A file that isn't there is no error.

    Raises SettingError for a line that is neither, naming the file and the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} can't be read ({error}). Mend it or take it away.") from error
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            # The line itself isn't shown: it may hold a secret.
            raise SettingError(f"Line {number} of {path} is not NAME=value. Write it like COOP_DEBUG=true.")
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        os.environ.setdefault(name, value)


def env_str(name: str, default: str = "") -> str:
    """Return the variable without the space around it, or the default where it is not set or empty."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool) -> bool:
    """Return the variable as a yes or no.

    Raises SettingError for anything but true, yes, on, 1, false, no, off, 0 (in any case).
    """
    value = env_str(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise _unfit(name, f"is {value!r}, which is neither true nor false", str(default).lower())


def env_int(name: str, default: int, *, minimum: int = 0, maximum: int | None = None) -> int:
    """Return the variable as a whole number.

    Raises SettingError for anything but ASCII digits, and for a number outside the bounds.
    """
    value = env_str(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise _unfit(name, f"is {value!r}, which is not a whole number", default)
    number = int(value[:20])  # more digits than any setting needs; int() refuses thousands of them
    if number < minimum:
        raise _unfit(name, f"is {number}, and must be at least {minimum}", default)
    if maximum is not None and number > maximum:
        raise _unfit(name, f"is {number}, and must be at most {maximum}", default)
    return number


def env_list(name: str, default: Sequence[str] = (), *, example: str = "a,b") -> list[str]:
    """Return the variable's parts between commas, without the space around them.

    Raises SettingError for an empty part (a comma too many) and for a part with a space in it.
    """
    value = env_str(name)
    if not value:
        return list(default)
    parts = [part.strip() for part in value.split(",")]
    for part in parts:
        if not part or len(part.split()) > 1:
            problem = f"has the part {part!r}, with a space in it" if part else "has an empty part"
            raise _unfit(name, f"{problem}; one comma goes between two values", example)
    return parts


def env_choice(name: str, default: str, choices: Sequence[str]) -> str:
    """Return the variable as the one of the choices that it equals, in any case.

    Raises SettingError for anything else, listing the choices.
    """
    value = env_str(name, default)
    for choice in choices:
        if choice.lower() == value.lower():
            return choice
    raise _unfit(name, f"is {value!r}, which is none of {', '.join(choices)}", default)


def env_time_zone(name: str, default: str) -> str:
    """Return the variable as the name of a time zone.

    Raises SettingError for a name that the time zone database doesn't have.
    """
    value = env_str(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _unfit(name, f"is {value!r}, which is no time zone", "Asia/Almaty") from error
    return value


def _unfit(name: str, problem: str, example: object) -> SettingError:
    return SettingError(f"{name} {problem}. Write it like {name}={example}.")
