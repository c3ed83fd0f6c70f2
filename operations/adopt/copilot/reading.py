"""A draft from a Copilot folder: each manifest, environment and addon."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from config import ConfigError
from config.files import yaml_file
from operations.adopt.copilot import addons, counts, environments, programs, remedies, sites
from operations.adopt.copilot.application import Application
from operations.adopt.draft import Draft
from operations.adopt.ledger import Ledger, Source
from operations.errors import OperationError


def read(folder: Path, out: Path) -> tuple[Draft, Ledger, str, list[str]]:
    """Returns the draft, the list of what became of each line, the application's name, and its
    environments."""
    if not folder.is_dir():
        raise OperationError("is no folder", file=folder, remedy="name the copilot/ folder")
    app = Application(Draft(), folder.resolve(), out.resolve())
    ledger = Ledger()
    # A service's count holds for all environments, so these are known first.
    for file in sorted(folder.glob("environments/*/manifest.y*ml")):
        source = _source(file, folder, ledger)
        environments.translate(app, source.root(), file.parent.name)
        source.tell_the_rest(remedies.ENVIRONMENT, remedies.UNKNOWN)
    manifests = sorted(folder.glob("*/manifest.yml")) + sorted(folder.glob("*/manifest.yaml"))
    for file in manifests:
        _manifest(app, _source(file, folder, ledger))
    if not any(app.draft.sections[kind] for kind in ("services", "workers", "jobs", "buckets")):
        raise OperationError(
            "has no manifest of a service or job", file=folder, remedy="name the copilot/ folder"
        )
    for file in sorted(folder.glob("*/addons/*.y*ml")):
        source = _source(file, folder, ledger)
        addons.translate(app, source.root(), file.parent.parent.name)
    for part, says in remedies.FILES.items():
        for file in sorted(folder.glob(part)):
            source = Source({}, _place(str(file.relative_to(folder))), ledger)
            source.root().left_out(says)
    counts.keep_zones(app)
    named = [*app.names] or ["staging"]
    return app.draft, ledger, _name(folder), named


def _manifest(app: Application, source: Source) -> None:
    root = source.root()
    kind = root.get("type")
    if kind is not None and str(kind.value) == "Static Site":
        sites.translate(app, root)
    else:
        programs.translate(app, root)
    source.tell_the_rest(remedies.SERVICE, remedies.UNKNOWN)


def _source(file: Path, folder: Path, ledger: Ledger) -> Source:
    try:
        read = yaml_file.read(file, tags=True)
    except ConfigError as error:
        problem = replace(error.found[0], file=str(file))
        raise OperationError(str(problem)) from None
    named = replace(read, name=str(file.relative_to(folder)))
    return Source(read.content if isinstance(read.content, dict) else {}, named.place, ledger)


def _place(name: str) -> Any:
    return lambda path: (name, None)


def _name(folder: Path) -> str:
    """Returns the name in the .workspace file, or that of the folder above."""
    try:
        found = yaml_file.read(folder / ".workspace", tags=True).content
    except ConfigError:
        found = None
    if isinstance(found, dict) and found.get("application"):
        return str(found["application"])
    return folder.resolve().parent.name
