"""The secret of a copy that runs on somebody's own machine."""

import os
import secrets
from pathlib import Path


def local_secret(file: Path) -> str:
    """Return the secret kept in the file; make it, for its owner's eyes only, where there is none."""
    try:
        secret = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        secret = ""
    if secret:
        return secret
    secret = secrets.token_urlsafe(50)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(secret)
    return secret
