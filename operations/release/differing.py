"""Differences between two environments: their settings, images and resources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config import CloudPlatform
from config.decisions import Promotion
from engine.values import ABSENT
from operations.errors import Ended
from operations.images import registry, versions
from operations.plan import Document, Resources

if TYPE_CHECKING:
    from operations.review import Environment

DONE, UNTOLD, HAZARDS = Ended.DONE, Ended.UNTOLD, Ended.FOUND
"""Exit statuses: nothing stands in the way; it could not be told; something has to be looked at."""


@dataclass(frozen=True)
class Key:
    """A key of the settings that differs."""

    key: str
    old: Any
    """Its value where the promotion comes from."""
    new: Any
    expected: str | None
    """Why it is meant to differ. None if nobody said so."""


@dataclass(frozen=True)
class Image:
    """The versions of one image."""

    name: str
    old: str
    """Version in the files of the environment that it comes from."""
    new: str
    old_runs: str = ""
    """Version that runs there, by its state. Empty if the state is not given."""
    new_runs: str = ""

    @property
    def promoted(self) -> str:
        """The version that goes over: what runs, or else what the files say."""
        return self.old_runs or self.old

    @property
    def differs(self) -> bool:
        """True if something goes over."""
        return self.promoted != (self.new_runs or self.new) or self.promoted != self.new


@dataclass(frozen=True)
class Difference:
    """The whole answer."""

    source: str
    target: str
    keys: tuple[Key, ...]
    declared: bool
    """True if a file says which keys are meant to differ."""
    images: tuple[Image, ...]
    resources: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """Names that only one of both has, by type."""
    review: "Environment"
    """What the images do to the environment that they go to."""

    @property
    def undeclared(self) -> tuple[Key, ...]:
        """The keys that differ although the file does not say so."""
        return tuple(each for each in self.keys if each.expected is None) if self.declared else ()

    @property
    def status(self) -> int:
        """The exit status of the command."""
        if self.review.problem:
            return UNTOLD
        return HAZARDS if self.dangers or self.undeclared else DONE

    @property
    def dangers(self) -> int:
        """The number of hazards without a grant, of open ways that nobody means, and of violated
        policies."""
        found = self.review
        return len(found.hazards) + len(found.holes) + len(found.violations)


def keys(old: CloudPlatform, new: CloudPlatform, declared: Promotion | None) -> Iterator[Key]:
    """Yields the settings that differ, defaults included. Versions of images are told apart."""
    before, after = (
        dict(_leaves("", side.settings.model_dump(mode="json", exclude={"images"})))
        for side in (old, new)
    )
    for key in sorted({*before, *after}):
        values = before.get(key, ABSENT), after.get(key, ABSENT)
        if values[0] != values[1]:
            yield Key(key, *values, declared.reason(key) if declared else None)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), item)
    else:
        yield path, value


def images(
    platforms: tuple[CloudPlatform, CloudPlatform],
    states: tuple[Document | None, Document | None],
) -> Iterator[Image]:
    """Yields every image with its versions on both sides, by the files and by what runs."""
    files = [versions(each) for each in platforms]
    runs = [running(*side) for side in zip(platforms, states, strict=True)]
    for name in sorted({*files[0], *files[1]}):
        says = [side.get(name) or "(none)" for side in files]
        yield Image(name, says[0], says[1], runs[0].get(name, ""), runs[1].get(name, ""))


def running(platform: CloudPlatform, state: Document | None) -> dict[str, str]:
    """Returns the version of each image that a state's task definitions have."""
    if state is None:
        return {}
    prefix = f"{registry(platform)}/"
    found: dict[str, set[str]] = {}
    for task in Resources(state).of("ecs.TaskDefinition"):
        for container in task.opened("containerDefinitions") or ():
            reference = str(container.get("image", ""))
            if reference.startswith(prefix):
                name, version = _split(reference.removeprefix(prefix))
                found.setdefault(name, set()).add(version)
    return {name: " and ".join(sorted(each)) for name, each in found.items()}


def _split(reference: str) -> tuple[str, str]:
    name, at, digest = reference.partition("@")
    if at:
        return name, digest
    name, _, tag = reference.partition(":")
    return name, tag


def resources(old: Document, new: Document) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Returns the names of resources that only one side has, by type."""
    sides = [{(each.kind, each.name) for each in Resources(side).all} for side in (old, new)]
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for kind in sorted({kind for kind, _ in sides[0] ^ sides[1]}):
        names = [
            sorted(n for k, n in side - other if k == kind)
            for side, other in (sides, reversed(sides))
        ]
        found[kind] = (tuple(names[0]), tuple(names[1]))
    return found
