"""The tools from npm that check pages from outside, installed in scripts/tools as its lock file says."""

import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "tools"
MODULES = FOLDER / "node_modules"
NPM = "npm with Node.js 18 or later (Debian: apt-get install nodejs npm)"
JAVA = "Java 17 or later (Debian: apt-get install default-jre-headless)"


def missing(*, java: bool = False) -> str:
    """Return what this machine lacks to install the tools, and to run those in Java; nothing where it can."""
    lacking = [] if shutil.which("npm") and shutil.which("node") else [NPM]
    if java and not shutil.which("java"):
        lacking.append(JAVA)
    return " and ".join(lacking)


def install() -> Path:
    """Install the tools, unless just these are installed already; return the folder of their packages.

    Raises SystemExit with a sentence where that fails.
    """
    wanted, installed = FOLDER / "package-lock.json", MODULES / "installed-lock.json"
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        print("Installing scripts/tools/package-lock.json", flush=True)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(npm, cwd=FOLDER, check=False).returncode:
            raise SystemExit(
                "npm could not install its packages; see above why. Is its registry within reach?"
            )
        shutil.copyfile(wanted, installed)
    return MODULES
