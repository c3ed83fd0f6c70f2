"""The folder from which the stand-in's image is built. It holds the stand-in's program and the HTTP
server that it uses, copied from this project's own environment, so the build asks no package
index."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "stand_in"
PACKAGES = ("click", "h11", "uvicorn", "wsproto")
"""Packages in pure Python, so that they run on whatever architecture the image has."""


def write(folder: Path) -> None:
    """Makes the folder contain exactly these files; a file that is right already is left alone."""
    wanted = dict(files())
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and str(path.relative_to(folder)) not in wanted:
            path.unlink()
    for name, content in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def files() -> Iterator[tuple[str, bytes]]:
    """Yields the name and content of each file."""
    for name in ("Dockerfile", "serve.py"):
        yield name, (SOURCE / name).read_bytes()
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"{package} is not installed; `make requirements` lists it")
        root = Path(spec.submodule_search_locations[0])
        for path in sorted(root.rglob("*.py")):
            yield f"packages/{package}/{path.relative_to(root)}", path.read_bytes()
