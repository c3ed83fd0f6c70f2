"""`readme`: the figures and excerpts in README.md, measured and written between its markers.

Times are what a person waits for whole commands, in a fresh clone and without caches.
"""

import itertools
import os
import platform
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from operations.errors import OperationError
from operations.folder import PROJECT

README = PROJECT / "README.md"
_WIDTH = 98
_ROWS = 7
"""Number of components that the excerpt shows. The rest are in the total."""


@dataclass(frozen=True)
class Run:
    """Command that ended with success."""

    seconds: float
    printed: str


def readme(
    tests: Annotated[
        bool, typer.Option(help="Measure `make test` as well, which takes minutes.")
    ] = True,
) -> None:
    """Measure README's commands in a fresh clone, and write their times and output."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as temporary:
        clone = Path(temporary) / "clone"
        _run(["git", "clone", "--quiet", str(PROJECT), str(clone)], PROJECT, {})
        environment = {"UV_CACHE_DIR": f"{temporary}/cache", "PIP_NO_CACHE_DIR": "1"}

        def made(*words: str) -> Run:
            return _run(["make", "--no-print-directory", *words], clone, environment)

        set_up = made(".venv/.program")
        emulated = made("emulate", "STACK=prod")
        previewed = made("preview", "STACK=prod")
        more = made(".venv/.development") if tests else None
        tested = made("test") if tests else None
    rows = [
        ("Command", "set-up, once", "then"),
        ("---", "---", "---"),
        ("`make emulate STACK=prod`", spelled(set_up.seconds), spelled(emulated.seconds)),
        ("`make preview STACK=prod`", "the same", spelled(previewed.seconds)),
    ]
    if more and tested:
        rows.append(
            ("`make test`", f"{spelled(more.seconds)} more", spelled(tested.seconds)),
        )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    text = README.read_text(encoding="utf-8")
    text = put(text, "times", f"{table}\n\n{_machine(load)}")
    text = put(text, "emulate", fenced(emulation_excerpt(emulated.printed)))
    text = put(text, "preview", fenced(preview_excerpt(previewed.printed)))
    README.write_text(text, encoding="utf-8")


def put(text: str, name: str, block: str) -> str:
    """Returns the text with a block between the markers of a name."""
    found = _between(name).subn(lambda match: f"{match[1]}\n{block}\n{match[3]}", text)
    if found[1] != 1:
        raise OperationError(f"needs one <!-- {name} --> and one <!-- /{name} -->", file=README)
    return found[0]


def taken(text: str, name: str) -> str:
    """Returns the text between the markers of a name."""
    match = _between(name).search(text)
    if match is None:
        raise OperationError(f"has no <!-- {name} -->", file=README)
    return match[2].strip()


def emulation_excerpt(printed: str) -> str:
    """Returns the first components, the total, the first that are recorded only, and the last
    line."""
    lines = printed.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Component"))
    end = next(i for i, line in enumerate(lines) if line.startswith("total"))
    title = next(i for i, line in enumerate(lines) if line.startswith("Recorded only"))
    last = next(line for line in reversed(lines) if line.startswith("prod: "))
    # Resources are created in another order each time.
    recorded = sorted(itertools.takewhile(str.strip, lines[title + 1 :]))[:3]
    shown = [*lines[start : start + 1 + _ROWS], lines[end], "", lines[title], *recorded, "  ..."]
    return "\n".join(line[:_WIDTH].rstrip() for line in [*shown, last])


def preview_excerpt(printed: str) -> str:
    """Returns the outputs, and the last line."""
    lines = printed.splitlines()
    start = next(i for i, line in enumerate(lines) if line == "Outputs")
    return "\n".join(line if len(line) < _WIDTH else f"{line[:95]}..." for line in lines[start:])


def fenced(block: str) -> str:
    """Returns a block of output in Markdown."""
    return f"```\n{block}\n```"


def spelled(seconds: float) -> str:
    """Returns a time as text: 12 s, 5 min 33 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->)(.*?)(<!-- /{name} -->)", re.DOTALL)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> Run:
    print(f"$ {' '.join(command)}", file=sys.stderr, flush=True)
    start = time.monotonic()
    ended = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - start
    if ended.returncode:
        print(ended.stdout[-4000:], file=sys.stderr)
        raise OperationError(f"`{' '.join(command)}` failed; what it printed is above")
    print(f"  {spelled(seconds)}", file=sys.stderr, flush=True)
    return Run(seconds, ended.stdout)


def _machine(load: float) -> str:
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    # An idle desktop uses about half a core.
    state = "otherwise idle" if load < 0.5 else f"beside other work (load {load:.1f})"
    return textwrap.fill(
        f"Measured in a fresh clone without caches, on {cores} cores and {memory:.0f} GiB of"
        f" {platform.system()}, {state}, with Python {platform.python_version()}.",
        width=100,
    )
