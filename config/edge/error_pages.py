"""Pages that the edge shows in place of an error's own answer: their settings, files and checks."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from config.gateway import other_services
from config.values import Broken, ProjectFile, Section
from config.workload import Workload
from wording import listed

MOST_PAGE_BYTES: Final = 64 * 1024
"""Size of a page, which lies in Pulumi's state, too."""

ErrorPages = Mapping[int, str]
"""Pages (HTML) by the status that they explain."""


class ErrorPage(Section):
    """Page that people get in place of what the origin answered with a status. The status stays, so
    programs still read it."""

    file: ProjectFile
    """Path of the page (HTML, UTF-8, 64 KiB at most) below the project's folder. Plinth stores it
    beside the edge's own page, as `/edge-errors/<status>.html`. Styles and images stand in it
    itself, or have addresses that answer when the services do not. A change is in place."""
    cache_seconds: Annotated[int, Field(ge=0, le=3600, examples=[10])] | None = None
    """Seconds for which the edge keeps the error of a path and shows it to all who ask, at least.
    0 asks the origin each time. Absent: 5 for 502, 503 and 504, and 0 for others."""


def pages_of(pages: Mapping[str, ErrorPage], folder: Path) -> ErrorPages:
    """Returns the pages of the files that the settings name."""
    found = {int(status): folder / page.file for status, page in pages.items()}
    return {status: path.read_text(encoding="utf-8") for status, path in sorted(found.items())}


def page_problems(pages: Mapping[str, ErrorPage], folder: Path) -> Iterator[Broken]:
    """Yields files that are no page, with paths of the stack file."""
    for status, page in pages.items():
        if wrong := _fault(folder / page.file):
            yield Broken(("edge", "error_pages", status, "file"), page.file, wrong)


def _fault(path: Path) -> str:
    try:
        content = path.read_bytes()
        text = content.decode()
    except OSError:
        return "is no file of the project that can be read; write the page there"
    except UnicodeDecodeError:
        return "is not in UTF-8, as which browsers are told to read it; save it so"
    if "<" not in text:
        return "is no HTML, and browsers are told that it is; write a page"
    if len(content) > MOST_PAGE_BYTES:
        return (
            f"has {len(content)} bytes, and a page may have {MOST_PAGE_BYTES}, because Pulumi's "
            "state keeps it; put images into a static bucket"
        )
    return ""


def pages_without_place(pages: Mapping[str, ErrorPage], workload: Workload) -> Iterator[Broken]:
    """Yields pages of an environment without a static bucket, with paths of the stack file."""
    if pages and not any(bucket.path for bucket in workload.buckets.values()):
        yield Broken(
            "edge.error_pages",
            ", ".join(pages),
            "have no place: they lie in a static bucket, which answers when the services do not; "
            "add one (purpose: static)",
            reads=("buckets",),
        )


def page_notices(pages: Mapping[str, ErrorPage], workload: Workload) -> Iterator[Broken]:
    """Yields pages that take the place of what services say to programs, with paths of the stack
    file."""
    services = [name for name, each in other_services(workload.services).items() if each.routes]
    own = [status for status in pages if int(status) < _OF_THE_GATEWAY]
    if own and services:
        yield Broken(
            "edge.error_pages",
            ", ".join(own),
            f"take the place of every answer with that status, also of {listed(services)}: a "
            "program that reads the reason of an error gets the page (docs/edge.md, "
            '"Pages for errors")',
        )


_OF_THE_GATEWAY = 502
"""The first status that says something of the way to a service, rather than of the request."""
