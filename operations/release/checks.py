"""The lines of a deployment's checklist, each answered by something that was looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from config import CloudPlatform
from config.values import repository
from operations.errors import OperationError
from operations.images import Registry, versions
from operations.plan import Document
from operations.release.differing import running
from operations.release.lines import LINES

FLAG_PREFIXES = ("FEATURE_", "FLAG_")
"""Beginnings of the variables that count as feature flags."""


@dataclass(frozen=True)
class Answer:
    """One line of the checklist."""

    line: str
    yes: bool
    says: str
    """What was found, or what is missing."""
    remedy: str = ""
    details: tuple[str, ...] = field(default=())


def migrations(platform: CloudPlatform, registry: Registry | None) -> Answer:
    """Answers if each program with a migration has an image that can run it."""
    line = LINES["migrations"]
    known = versions(platform)
    programs = [
        each
        for each in platform.workload.programs()
        if getattr(each.program, "migration", None) is not None
    ]
    if not programs:
        return Answer(line, True, "no program has a migration")
    told, bad = [], []
    for each in programs:
        name = repository(each.program.image)
        version = known.get(name) if name else None
        told.append(f"{each}: {name or each.program.image} {version or ''}".rstrip())
        if name and registry and (version is None or registry.digest(name, version) is None):
            bad.append(f"{name}:{version}")
    if bad:
        return Answer(
            line,
            False,
            f"the registry has no {', '.join(bad)}",
            "`make images-release` pushes what is built here",
            tuple(told),
        )
    if registry is None:
        return Answer(
            line,
            False,
            f"the versions of {len(programs)} programs are known; if the registry has them is not",
            "ask AWS: LIVE=1",
            tuple(told),
        )
    return Answer(line, True, f"the registry has all {len(programs)} images", "", tuple(told))


def flags(platform: CloudPlatform) -> Answer:
    """Answers if each feature flag has a value."""
    line = LINES["flags"]
    found = {
        f"{each}.environment.{name}": value
        for each in platform.workload.programs()
        for name, value in each.program.environment.items()
        if name.startswith(FLAG_PREFIXES)
    }
    prefixes = " or ".join(f"{each}..." for each in FLAG_PREFIXES)
    if not found:
        return Answer(line, True, f"there are none (no program has a variable {prefixes})")
    empty = [name for name, value in found.items() if not str(value).strip()]
    details = tuple(f"{name}: {value}" for name, value in found.items())
    if empty:
        return Answer(
            line, False, f"{', '.join(empty)} is empty", "write it in config/workload.yaml", details
        )
    return Answer(line, True, f"{len(found)} flags have a value", "", details)


def rollback(platform: CloudPlatform, state: Document | None, registry: Registry | None) -> Answer:
    """Answers if it is known what ran last, and if it can still be pulled."""
    line = LINES["rollback"]
    if state is None:
        return Answer(
            line,
            False,
            "what runs now is not known",
            "give its state (STATE=FILE, by `pulumi stack export`), or ask AWS: LIVE=1",
        )
    runs = running(platform, state)
    if not runs:
        return Answer(line, True, "nothing runs yet, so there is nothing to go back to")
    details = tuple(f"{name}: {version}" for name, version in sorted(runs.items()))
    mixed = [name for name, version in runs.items() if " and " in version]
    if mixed:
        return Answer(
            line, False, f"{', '.join(mixed)}: two versions run at once", "repeat the last", details
        )
    gone = list(_gone(runs, registry))
    if gone:
        return Answer(
            line, False, f"the registry no longer has {', '.join(gone)}", "push it again", details
        )
    if registry is None:
        return Answer(
            line,
            False,
            f"the versions of {len(runs)} images are known; if the registry still has them is not",
            "ask AWS: LIVE=1",
            details,
        )
    return Answer(
        line, True, f"these {len(runs)} versions under `images`, then `make up`", "", details
    )


def _gone(runs: Mapping[str, str], registry: Registry | None) -> Iterator[str]:
    for name, version in runs.items():
        if registry is not None and registry.digest(name, version) is None:
            yield f"{name} {version}"


def given(line: str, kind: str) -> Answer:
    """Returns the answer of a line that the caller vouches for."""
    return Answer(line, True, f"the caller says so (EVIDENCE={kind})")


def scan(problem: OperationError | None) -> Answer:
    """Returns the answer of a scan that ran."""
    line = LINES["scan"]
    if problem is None:
        return Answer(line, True, "checkov finds nothing that docs/security.md does not name")
    return Answer(line, False, problem.what, problem.remedy)
