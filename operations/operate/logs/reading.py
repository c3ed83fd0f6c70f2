"""The reading of CloudWatch's log groups: whole, in order of time, and on as lines come.

CloudWatch takes lines late: a container's driver sends them in batches, and each group has its own
delay. So whoever follows looks back over the last two minutes each time, and knows each line by its
ID. A line is thus neither lost nor shown twice unless it comes later than that.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from operations import accounts
from operations.operate.logs.groups import PROXY, Group
from operations.operate.programs import changes, times
from operations.sites import Site

LATE_MS = 120_000
"""How late a line may come and still be shown by whoever follows."""
POLL_SECONDS = 2


@dataclass(frozen=True, order=True)
class Line:
    """One line, sorted by time."""

    milliseconds: int
    group: str
    stream: str
    id: str
    text: str

    @property
    def at(self) -> datetime:
        """The time that the program, or its driver, gave the line."""
        return datetime.fromtimestamp(self.milliseconds / 1000, UTC)

    @property
    def container(self) -> str:
        """The container, where the stream is a task's: `service/orders/3f2a...`."""
        parts = self.stream.split("/")
        return parts[1] if len(parts) == 3 else ""

    @property
    def task(self) -> str:
        """The first characters of the task's ID, or of whatever else the stream is called."""
        return self.stream.rpartition("/")[2][:8]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """The lines that are wanted."""

    text: str = ""
    """A text that a line contains, in any case of its letters."""
    container: str = ""
    """The container, or `service-connect` for the proxies. Empty: all but the proxies."""

    def takes(self, line: Line) -> bool:
        """Returns true for a line that is wanted."""
        proxy = line.stream.startswith(f"{PROXY}/")
        if self.container == PROXY:
            wanted = proxy
        elif self.container:
            wanted = line.container == self.container and not proxy
        else:
            wanted = not proxy
        return wanted and self.text.casefold() in line.text.casefold()


def past(
    site: Site, groups: Sequence[Group], start: datetime, end: datetime | None = None
) -> Iterator[Line]:
    """Yields the lines of several groups from a moment on, by time."""
    until = None if end is None else _ms(end)
    yield from heapq.merge(*(_read(site, each, _ms(start), until) for each in groups))


@dataclass
class Follower:
    """A reader that shows each line once."""

    site: Site
    groups: Sequence[Group]
    start: datetime
    _seen: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    """Times of the lines shown, by stream and ID, for each group; old ones are forgotten."""

    def new(self) -> list[Line]:
        """Returns the lines that came since the last look, by time."""
        return sorted(line for each in self.groups for line in self._new(each))

    def lines(self) -> Iterator[Line]:
        """Yields lines for ever."""
        while True:
            yield from self.new()
            changes.pause(POLL_SECONDS)

    def _new(self, group: Group) -> Iterable[Line]:
        seen = self._seen.setdefault(group.name, {})
        start = max(_ms(self.start), _floor(seen))
        fresh = []
        for line in _read(self.site, group, start, None):
            key = (line.stream, line.id)
            if key not in seen:
                seen[key] = line.milliseconds
                fresh.append(line)
        floor = _floor(seen)
        self._seen[group.name] = {key: at for key, at in seen.items() if at >= floor}
        return fresh


def _floor(seen: Mapping[tuple[str, str], int]) -> int:
    """Returns the time before which no line is looked for. A program may write times of the future,
    which move nothing."""
    return min(max(seen.values(), default=0), _ms(times.now())) - LATE_MS


def _read(site: Site, group: Group, start: int, end: int | None) -> Iterator[Line]:
    """Yields the lines of a group by time. A page may be empty while more of them follow."""
    logs = site.client("logs", group.region)
    until = {} if end is None else {"endTime": end}
    with accounts.asking(f"the log {group.name}"):
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group.name, startTime=start, **until
        )
        for page in pages:
            # Within a page several streams may stand one after the other.
            yield from sorted(
                Line(
                    each["timestamp"],
                    group.title,
                    each["logStreamName"],
                    each["eventId"],
                    each["message"].rstrip("\n"),
                )
                for each in page["events"]
            )


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
