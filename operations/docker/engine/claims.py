"""The owner of the names that a stack on Docker needs: this folder, another clone, or a lost one.

A label with a folder's id decides, never a name. Things without the label were made by an earlier
release; they are this folder's if the folder's state knows them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from config import LocalPlatform
from config.checks import INFRASTRUCTURE
from config.files import name_of
from operations.docker.engine import belongings, ownership
from operations.docker.engine.belongings import Thing
from operations.docker.engine.ownership import CLONE, FOLDER, OWNER, Owner
from operations.errors import OperationError

_CLONES = range(1, 10)


def mine(stack: str, owner: Owner | None) -> list[Thing]:
    """Returns everything of a stack that carries the folder's id, and the volumes that it took
    over."""
    if owner is None:
        return []
    labelled = belongings.listed(f"{OWNER}={owner.id}", f"plinth.stack={stack}")
    adopted = belongings.named((), owner.volumes)
    known = {thing.name for thing in labelled if thing.kind == "volume"}
    return labelled + [
        thing for thing in adopted if thing.name not in known and _is_mine(thing, owner)
    ]


def strangers(platform: LocalPlatform, owner: Owner | None, known: Collection[str]) -> list[Thing]:
    """Returns things with the names or labels of a stack that are not this folder's. `known` are
    the names in the folder's state."""
    project, clone = platform.settings.tags.project, platform.settings.docker.clone
    labelled = belongings.listed(f"plinth.project={project}", f"plinth.stack={platform.stack}")
    ours = [thing for thing in labelled if thing.labels.get(CLONE, "0") == str(clone)]
    prefix = _prefix(platform)
    names = {f"{prefix}-{name}" for name in _names(platform)}
    kept = {f"{prefix}-{name}" for name in INFRASTRUCTURE}
    found = {(thing.kind, thing.name): thing for thing in belongings.named(names, kept)}
    found |= {(thing.kind, thing.name): thing for thing in ours}
    return [
        thing
        for thing in found.values()
        if not (_is_mine(thing, owner) or (OWNER not in thing.labels and thing.name in known))
    ]


def refuse_strangers(
    platform: LocalPlatform, folder: Path, owner: Owner | None, known: Collection[str]
) -> None:
    """Raises OperationError with the owner of the stack and the remedy, if the owner is not this
    folder."""
    if found := strangers(platform, owner, known):
        raise refusal(platform, folder, found)


def refusal(platform: LocalPlatform, folder: Path, found: Sequence[Thing]) -> OperationError:
    """Returns the error that names the owner of the things in the way."""
    beside = _beside(platform)
    title = f"{platform.settings.tags.project} {platform.stack}"
    what = belongings.counted(found)
    if holder := holder_of(found):
        return OperationError(
            f"{title} is held by the clone in {holder}: {what}",
            remedy=f"work there, or let both live side by side: {beside}",
        )
    folders = sorted({thing.labels.get(FOLDER, "") for thing in found} - {""})
    adopt = (
        f"`make adopt STACK={platform.stack}` keeps the data and gives it new passwords (then "
        "`make infrastructure-clean` could remove it)"
    )
    if str(folder) in folders:
        return OperationError(
            f"{what} of {title} were made from this folder, whose .pulumi-local with their "
            "passwords is gone",
            remedy=f"bring .pulumi-local back, or {adopt}",
        )
    if folders:
        return OperationError(
            f"{what} of {title} were made by the clone in {folders[0]}, which is gone or lost its "
            ".pulumi-local",
            remedy=f"{adopt}; or leave it: {beside}",
        )
    if all("plinth.stack" in thing.labels for thing in found):
        return OperationError(
            f"{what} of {title} were made by an earlier release, which kept no record of whose "
            "they are",
            remedy=f"if they are this folder's, {adopt}; if not: {beside}",
        )
    names = ", ".join(f"{thing.kind} {thing.name}" for thing in found)
    return OperationError(
        f"others made things with the names that {title} needs: {names}",
        remedy=f"rename or remove that, or {beside}",
    )


def holder_of(found: Iterable[Thing]) -> Path | None:
    """Returns the folder of another clone that still exists and has the id on its things."""
    for thing in found:
        folder, id_ = thing.labels.get(FOLDER), thing.labels.get(OWNER)
        if folder and Path(folder).is_dir():
            other = ownership.read(Path(folder))
            if other is not None and other.id == id_:
                return Path(folder)
    return None


def with_volumes(owner: Owner, things: Iterable[Thing]) -> Owner:
    """Returns the record of an owner that took over volumes which do not carry its id."""
    taken = {
        thing.name: thing.labels.get(OWNER, "")
        for thing in things
        if thing.kind == "volume" and thing.labels.get(OWNER) != owner.id
    }
    return replace(owner, volumes={**owner.volumes, **taken})


def _is_mine(thing: Thing, owner: Owner | None) -> bool:
    if owner is None:
        return False
    label = thing.labels.get(OWNER, "")
    # If somebody else has made a volume of that name since, it carries another id.
    adopted = thing.kind == "volume" and owner.volumes.get(thing.name) == label
    return label == owner.id or adopted


def _beside(platform: LocalPlatform) -> str:
    """Returns the advice for giving a clone names and ports of its own."""
    project = platform.settings.tags.project
    labelled = belongings.listed(f"plinth.project={project}", f"plinth.stack={platform.stack}")
    taken = {thing.labels.get(CLONE, "0") for thing in labelled}
    free = next((number for number in _CLONES if str(number) not in taken), _CLONES[-1])
    return (
        f"write `docker: {{clone: {free}}}` into {name_of(platform.stack)}, for other names and "
        f"ports {100 * free} higher"
    )


def _prefix(platform: LocalPlatform) -> str:
    clone = platform.settings.docker.clone
    words = [platform.settings.tags.project, platform.stack, *([str(clone)] if clone else [])]
    return "-".join(words)


def _names(platform: LocalPlatform) -> set[str]:
    """Returns the names of a stack's containers that are fixed. Containers that end have other
    names."""
    return {*platform.workload.by_name(), *INFRASTRUCTURE}
