"""The output of several containers, line by line, each with the container's name before it."""

import heapq
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from operations.docker.engine.containers import Running

_LINES = 200
_COLORS = (36, 33, 32, 35, 34, 31)


@dataclass(frozen=True, order=True)
class Line:
    """One line, sorted by time."""

    moment: str
    """Time as Docker writes it: RFC 3339 in UTC, which sorts as text."""
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The lines that are wanted."""

    since: str = ""
    """The moment from which on, in RFC 3339. Empty: the last lines."""
    until: str = ""
    """The moment up to which, in the same form. Empty: now."""
    text: str = ""
    """A text that a line contains, in any case of its letters."""

    @property
    def words(self) -> list[str]:
        """The options of Docker's command."""
        start = ["--since", self.since] if self.since else ["--tail", str(_LINES)]
        return [*start, *(["--until", self.until] if self.until else [])]

    def takes(self, line: Line) -> bool:
        """Returns true for a line with the text."""
        return self.text.casefold() in line.text.casefold()


LAST = Wanted()
"""The last lines, whatever they say."""


def show(
    containers: Sequence[Running],
    *,
    follow: bool,
    wanted: Wanted = LAST,
    written: Callable[[Line], str] | None = None,
) -> None:
    """Prints the wanted lines of all containers, and with `follow` the new ones until Ctrl-C.
    `written` gives them another form than a name and a text."""
    width = max(len(each.name) for each in containers)
    colors = {each.name: _COLORS[at % len(_COLORS)] for at, each in enumerate(containers)}
    lines = _following(containers, wanted) if follow else merged(containers, wanted)
    try:
        for line in filter(wanted.takes, lines):
            if written:
                print(written(line), flush=follow)
                continue
            name = f"{line.name:{width}}"
            if sys.stdout.isatty():
                name = f"\033[{colors[line.name]}m{name}\033[0m"
            print(f"{name} | {line.text}", flush=follow)
    except KeyboardInterrupt:
        return


def merged(containers: Sequence[Running], wanted: Wanted = LAST) -> Iterator[Line]:
    """Yields the past lines of all containers, by time."""
    return heapq.merge(*(sorted(_read(each, wanted, follow=False)) for each in containers))


def _following(containers: Sequence[Running], wanted: Wanted) -> Iterator[Line]:
    """Yields first the past lines, by time, then each new line as it comes."""
    yield from merged([each for each in containers if not each.runs], wanted)
    running = [each for each in containers if each.runs]
    lines: queue.Queue[Line | None] = queue.Queue()

    def forward(container: Running) -> None:
        for line in _read(container, wanted, follow=True):
            lines.put(line)
        lines.put(None)

    for each in running:
        threading.Thread(target=forward, args=(each,), daemon=True).start()
    ended = 0
    while ended < len(running):
        line = lines.get()
        if line is None:
            ended += 1
        else:
            yield line


def _read(container: Running, wanted: Wanted, *, follow: bool) -> Iterator[Line]:
    words = ["--follow"] if follow else []
    with subprocess.Popen(
        ["docker", "logs", "--timestamps", *wanted.words, *words, container.container],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            moment, _, text = line.rstrip("\n").partition(" ")
            yield Line(moment, container.name, text)
