"""The layers of `tracker`: imports go down only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS: dict[str, int] = {
    "choices": 0,
    "dates": 0,
    "names": 0,
    "validators": 0,
    "models": 1,
    "services": 2,
    "search": 2,
    "timeline": 2,
    "evidence": 2,
    "filters": 3,
    "imports": 3,
    "exports": 3,
    "feeds": 3,
    "admin": 4,
    "views": 4,
    "management": 4,
    "templatetags": 4,
    "urls": 5,
}
# What Django itself finds by name and nothing imports.
APART = {"__init__", "apps", "migrations"}


def imported_modules(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, anywhere in it, relative imports resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{name.name}" for name in node.names)


def part_of(module: str) -> str | None:
    """The part of `tracker` that a dotted name lies in."""
    names = module.split(".")
    return names[1] if names[0] == "tracker" and len(names) > 1 else None


def forbidden(path: Path) -> list[str]:
    """What `path` imports although its layer may not."""
    own = part_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found = []
    for module in imported_modules(path):
        part = part_of(module)
        if module.split(".")[0] == "coop":
            found.append(f"{path.relative_to(ROOT)} imports {module}: nothing in tracker imports coop")
        elif own in LAYERS and part in LAYERS and part != own and LAYERS[part] >= LAYERS[own]:
            found.append(f"{path.relative_to(ROOT)} (layer {LAYERS[own]}) imports {module}")
    return found


def test_layers_imports_go_down_only():
    files = [path for path in (ROOT / "tracker").rglob("*.py") if "migrations" not in path.parts]
    assert [line for path in files for line in forbidden(path)] == []


def test_layers_every_part_has_a_layer():
    parts = {path.stem for path in (ROOT / "tracker").iterdir() if path.suffix == ".py"} | {
        path.name for path in (ROOT / "tracker").iterdir() if any(path.glob("*.py"))
    }
    assert parts - APART - set(LAYERS) == set()


@pytest.mark.parametrize(
    ("where", "code", "refused"),
    [
        ("models/x.py", "from tracker.services import record", True),
        ("models/x.py", "from ..services import record", True),
        ("models/x.py", "def f():\n    import tracker.views.lists", True),
        ("admin/x.py", "from tracker.views import lists", True),
        ("services/x.py", "from tracker.timeline import build", True),
        ("views/x.py", "from coop import settings", True),
        ("views/x.py", "from tracker.models import Visit", False),
        ("views/x.py", "from tracker.views.lists import ListView", False),
    ],
)
def test_layers_forbidden_import(tmp_path, monkeypatch, where, code, refused):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "tracker" / where
    path.parent.mkdir(parents=True)
    path.write_text(code)
    assert bool(forbidden(path)) == refused
