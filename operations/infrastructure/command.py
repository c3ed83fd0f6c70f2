"""`document`: write the infrastructure document from the project's files, or check that it is
theirs."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from operations import outputs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder

_REMEDY = "run `make document`, and commit what it writes"


def document(
    environment: Annotated[
        str | None,
        typer.Option(metavar="STACK", help="Only this environment's page.", show_default="all"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; status 2 if a page is stale.")
    ] = False,
    folder: Folder = PROJECT,
) -> None:
    """Write docs/infrastructure.md and a page for each environment, from the files at the top, or
    check that they are up to date."""
    folder = folder.resolve()
    wanted = _pages(folder, environment)
    gone = [] if environment else list(_of_no_environment(folder, set(wanted)))
    stale = list(_stale(folder, wanted)) + [
        f"{file}: is of no environment any more" for file in gone
    ]
    if check:
        for each in stale:
            print(f"{each}; {_REMEDY}")
        if stale:
            raise Ended(Ended.FOUND)
        print("The infrastructure document is up to date.")
        return
    _check_writable(folder, wanted)
    for file, text in wanted.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        outputs.write(text, folder / file)
    for file in gone:
        (folder / file).unlink()
    for each in stale:
        print(each.replace("is stale from", "was stale from").replace("is of", "was of"))
    print(f"Written: {', '.join(wanted)}")


def _check_writable(folder: Path, files: Iterable[str]) -> None:
    """Raises OperationError if one of the pages cannot be written, before any is."""
    for file in files:
        page = folder / file
        there = next(each for each in page.parents if each.exists())
        if not there.is_dir():
            raise OperationError(
                "is a file, where a folder of pages belongs", file=there, remedy="move it away"
            )
        outputs.check_writable(there / page.relative_to(there).parts[0])


def _pages(folder: Path, environment: str | None) -> dict[str, str]:
    """Returns the text of each page, by its file."""
    from engine import collector_paused
    from operations.infrastructure import pages

    print("planning each environment ...", file=sys.stderr, flush=True)
    with collector_paused():
        project = pages.read(folder, [environment] if environment else [])
        found = {} if environment else {pages.TOGETHER: pages.together(project)}
        for each in project.environments:
            found[pages.page_of(each.stack)] = pages.alone(project, each)
    return found


def _stale(folder: Path, wanted: dict[str, str]) -> Iterator[str]:
    from operations.infrastructure import stale

    for file, text in wanted.items():
        path = folder / file
        if not path.is_file():
            yield f"{file}: is missing"
        elif section := stale.differs(_there(path), text):
            yield f"{file}: is stale from the section {section!r} on"


def _of_no_environment(folder: Path, wanted: set[str]) -> Iterator[str]:
    """Yields pages that this command wrote for environments that are gone."""
    from operations.infrastructure import pages

    for path in sorted((folder / pages.FOLDER).glob("*.md")):
        file = f"{pages.FOLDER}/{path.name}"
        if file not in wanted and pages.MARK in _there(path):
            yield file


def _there(page: Path) -> str:
    # A page that an editor broke is stale, whatever its bytes are.
    return page.read_text(encoding="utf-8", errors="replace")
