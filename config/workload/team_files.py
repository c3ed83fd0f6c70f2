"""The workload as files: `config/workload.yaml`, and one file for each team in `config/teams/`.

They are read as if they stood in one file: sections are joined, and what a team's file declares
belongs to that team. A name is chosen once in all of them, so a program may move from one file to
another and nothing of it changes but its owner.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config.files import ConfigError, Problem, YamlFile, yaml_file
from config.values import LONGEST_NAME, NAME, KeyPath, dotted

WORKLOAD = "config/workload.yaml"
TEAMS = "config/teams"
_SHARED_LISTS = ("subscriptions", "overrules")
"""Sections that are lists. All others are names with what they mean."""
_ENDINGS = (".yaml", ".yml", ".json")
"""Endings of files that are meant to be teams', although `.yaml` is the one that they have."""
_PLATFORM_ONLY = ("redirects", "reserved_hosts")
"""Sections that hold for all teams, so no team's file may have them."""
_OWNED = (
    "services",
    "workers",
    "jobs",
    "databases",
    "topics",
    "queues",
    "buckets",
    "secrets",
    "flags",
    "user_pools",
    "subscriptions",
)
"""Sections whose entries belong to the team in whose file they stand."""


@dataclass(frozen=True)
class WorkloadFiles(YamlFile):
    """All files of a workload as one. Each key has the place where it stands."""

    places: Mapping[KeyPath, tuple[str, int]]

    def place(self, path: KeyPath) -> tuple[str, int | None]:
        """Returns the file and the line of a key, or of its nearest parent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (self.name, None))


def names(folder: Path) -> list[str]:
    """Returns the names of the files in which a workload stands: `config/workload.yaml`, unless
    teams' files stand in its place, and those."""
    teams = [f"{TEAMS}/{each.name}" for each in _team_files(folder)]
    return teams if teams and not (folder / WORKLOAD).exists() else [WORKLOAD, *teams]


def read(folder: Path, problems: list[Problem]) -> YamlFile:
    """Reads a workload's files. If one cannot be read, that is added to `problems`, and the content
    is None: what the others lack may stand in it."""
    parts: list[YamlFile] = []
    unread = False
    for name in names(folder):
        try:
            parts.append(replace(yaml_file.read(folder / name), name=name))
        except ConfigError as error:
            problems += [replace(problem, file=name) for problem in error.found]
            unread = True
    problems += _beside(folder)
    if unread:
        return YamlFile(name=WORKLOAD, content=None, lines={})
    if [each.name for each in parts] == [WORKLOAD]:
        return parts[0]
    return _Joined(parts, problems).file()


def _beside(folder: Path) -> Iterator[Problem]:
    """Yields files that look like a part of the workload and are none, so nothing would come of
    what they say."""
    second = Path(WORKLOAD).with_suffix(".yml")
    if (folder / second).exists() and ((folder / WORKLOAD).exists() or _team_files(folder)):
        remedy = f"is not read, for the file is called {WORKLOAD}; move there what it says"
        yield Problem(str(second), "", remedy)
    for each in sorted((folder / TEAMS).glob("*/**/*")):
        if each.suffix.lower() in _ENDINGS:
            remedy = f"is not read: the files of teams stand in {TEAMS} itself; move it there"
            yield Problem(str(each.relative_to(folder)), "", remedy)


def _team_files(folder: Path) -> list[Path]:
    return sorted(
        each
        for each in (folder / TEAMS).glob("*")
        if each.suffix.lower() in _ENDINGS and not each.name.startswith(".")
    )


class _Joined:
    """Files that are joined one after the other."""

    def __init__(self, parts: list[YamlFile], problems: list[Problem]) -> None:
        self._problems = problems
        self._content: dict[str, Any] = {}
        self._places: dict[KeyPath, tuple[str, int]] = {}
        self._parts = parts

    def file(self) -> WorkloadFiles:
        for part in self._parts:
            if isinstance(part.content, dict):
                self._add(part)
            else:
                remedy = "must hold `services:`, `queues:` and so on; write what runs, or remove it"
                self._problems.append(Problem(part.name, "", remedy, part.content))
        return WorkloadFiles(
            name=self._parts[0].name, content=self._content, lines={}, places=self._places
        )

    def _add(self, part: YamlFile) -> None:
        team = self._team_of(part)
        content = dict(part.content)
        if team is not None:
            self._problems += _misplaced(part, team)
            content = {key: value for key, value in content.items() if key not in _PLATFORM_ONLY}
            named = ("teams", team) in self._places  # by a file of another ending
            if not named and isinstance(teams := content.setdefault("teams", {}), dict):
                content["teams"] = {team: teams.get(team, {})}
                self._places.setdefault(("teams", team), (part.name, 1))
        shifts = {
            section: len(self._content.get(section) or [])
            for section in _SHARED_LISTS
            if isinstance(self._content.get(section) or [], list)
        }
        for section, value in content.items():
            # A list where names belong is told as it was written.
            in_form = isinstance(value, list) == (section in _SHARED_LISTS)
            owned = _with_team(value, team) if team and in_form and section in _OWNED else value
            self._join(part, section, owned)
        for path, line in part.lines.items():
            self._places.setdefault(_shifted(path, shifts), (part.name, line))

    def _team_of(self, part: YamlFile) -> str | None:
        """Returns the team after which a file is named, or was probably meant to be. Adds a problem
        for a name that no team can have."""
        if part.name == WORKLOAD:
            return None
        team = Path(part.name).stem
        if re.fullmatch(NAME, team) and len(team) <= LONGEST_NAME:
            return team
        remedy = (
            "is called after a team, whose name is lower-case letters, digits and single hyphens, "
            f"starting with a letter, at most {LONGEST_NAME}; rename the file"
        )
        self._problems.append(Problem(part.name, "", remedy))
        meant = re.sub(r"[^a-z0-9]+", "-", team.lower()).strip("-")[:LONGEST_NAME]
        return meant if re.fullmatch(NAME, meant) else None

    def _join(self, part: YamlFile, section: str, value: Any) -> None:
        before = self._content.get(section)
        if before is None:
            self._content[section] = value
        elif isinstance(before, dict) and isinstance(value, dict):
            for name in before.keys() & value.keys():
                if section != "teams" or before[name] != value[name]:
                    file, line = self._places[(section, name)]
                    remedy = f"stands in {file}:{line} too; a name is chosen once"
                    place = (section, name)
                    self._problems.append(
                        Problem(part.name, dotted(place), remedy).at(part.line(place))
                    )
            self._content[section] = {**value, **before}
        elif isinstance(before, list) and isinstance(value, list):
            self._content[section] = [*before, *value]
        elif value is not None:
            remedy = "has another form here than in the other files; correct the one that is wrong"
            self._problems.append(
                Problem(part.name, section, remedy, value).at(part.line((section,)))
            )


def _misplaced(part: YamlFile, team: str) -> Iterator[Problem]:
    """Yields what a team's file must not hold."""
    if not part.name.endswith(".yaml"):
        yield Problem(part.name, "", f"must be called {team}.yaml")
    for section in _PLATFORM_ONLY:
        if section in part.content:
            remedy = f"holds for all teams; write it into {WORKLOAD}"
            yield Problem(part.name, section, remedy).at(part.line((section,)))
    teams = part.content.get("teams")
    for name in teams if isinstance(teams, dict) else ():
        if name != team:
            remedy = f"is not this file's team, which is {team}; write it into {TEAMS}/{name}.yaml"
            yield Problem(part.name, f"teams.{name}", remedy).at(part.line(("teams", name)))
    for section in _OWNED:
        for key, entry in _entries(part.content.get(section)):
            if isinstance(entry, dict) and "team" in entry:
                path = (section, key, "team")
                remedy = f"is {team}, as the file is called; leave the key out"
                yield Problem(part.name, dotted(path), remedy, entry["team"]).at(part.line(path))


def _entries(section: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(section, dict):
        yield from section.items()
    elif isinstance(section, list):
        yield from enumerate(section)


def _with_team(section: Any, team: str) -> Any:
    if isinstance(section, dict):
        return {key: _owned(entry, team) for key, entry in section.items()}
    if isinstance(section, list):
        return [_owned(entry, team) for entry in section]
    return section


def _owned(entry: Any, team: str) -> Any:
    return {**entry, "team": team} if isinstance(entry, dict) else entry


def _shifted(path: KeyPath, shifts: Mapping[str, int]) -> KeyPath:
    """Returns the path of a key after lists were joined."""
    match path:
        case (str(section), int(index), *rest) if section in shifts:
            return (section, index + shifts[section], *rest)
    return path
