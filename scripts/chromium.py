"""The Chromium of this machine, for the browser tests and the screenshots."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOW_TO_GET_IT = "Chromium (Debian: apt-get install chromium)"
ARGUMENTS = [
    "--no-sandbox",  # as root there is none; it opens nothing but our own pages
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give it little
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",  # the same screenshot on every machine
    # A page that fetches anything from elsewhere is to fail here, with or without a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def find_chromium() -> str | None:
    """Return the path of the first Chromium on PATH, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
