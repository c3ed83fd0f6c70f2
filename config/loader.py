"""Reads the workload and an environment's settings. Returns both checked, or every problem."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.checks import (
    SETTINGS_KEY,
    Exports,
    offers,
    stack_checks,
)
from config.edge import (
    ErrorPages,
    SigningKeys,
    pages_of,
    signing_keys_of,
)
from config.files import (
    ConfigError,
    Problem,
    Rest,
    YamlFile,
    by_cause,
    given,
    invisible,
    own_file,
    problems_of,
    salvage,
    stand_in,
    yaml_file,
)
from config.gateway import (
    authorities_of,
    authority_notices,
    revocation_lists_of,
    revocation_notices,
)
from config.joint.flags import flag_notices, flagged
from config.joint.identity import (
    pool_notices,
    with_default_pool,
    with_pool_claims,
)
from config.notices import docker_notices, settings_notices, workload_notices
from config.rules import rules
from config.settings import CloudSettings, LocalSettings, model_for, targets
from config.tracing import traced
from config.values import Broken, KeyPath, overrules, secret_looks
from config.workload import Workload, team_files, unlimited

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class CloudPlatform:
    """Checked configuration that decides everything a stack on AWS builds."""

    stack: str
    settings: CloudSettings
    workload: Workload
    notices: tuple[str, ...] = ()
    """Notices for people although nothing is wrong."""
    authorities: str = ""
    """Certificates (PEM) of the authorities whose clients may call routes with `auth: mtls`."""
    revocation_lists: Mapping[str, str] = field(default_factory=dict)
    """Lists (PEM) of certificates that these authorities have revoked, by name."""
    signing_keys: SigningKeys = field(default_factory=dict)
    """Public keys (PEM) by which the edge knows signatures, by key and generation."""
    error_pages: ErrorPages = field(default_factory=dict)
    """Pages of the edge for errors, by the status."""


@dataclass(frozen=True)
class LocalPlatform:
    """Checked configuration of a stack in containers on one machine."""

    stack: str
    settings: LocalSettings
    workload: Workload
    notices: tuple[str, ...] = ()
    authorities: str = ""
    revocation_lists: Mapping[str, str] = field(default_factory=dict)


Platform = CloudPlatform | LocalPlatform


def load(
    stack: str,
    settings: Mapping[str, Any] | str | None,
    folder: Path,
    today: date | None = None,
    *,
    own: bool = True,
    exports: Exports | None = None,
) -> Platform:
    """Checks the settings of a stack, and the workload in `folder`.

    `settings` is the stack's configuration under `plinth:settings` as the engine gives it: JSON
    text, or None. Its file in `folder` is read for line numbers, and its siblings for values that
    environments must not share. With `today` there are notices about support that ends soon, and
    a rule of production that was lifted until a day before counts again. `own` lays the developer's
    own file over the settings, if there is one. `exports` are the names that the team's own/ offers
    to programs; None leaves them unchecked. Raises ConfigError with every problem of both files.
    """
    problems: list[Problem] = []
    workload = team_files.read(folder, problems)
    stack_file = _stack_file(folder, stack)
    content: Mapping[str, Any] = given.settings_in(settings, stack_file, SETTINGS_KEY)
    if own:
        root = ("config", SETTINGS_KEY)
        content, stack_file = own_file.laid_over(stack, content, stack_file, folder, root, problems)
    return check(stack, content, stack_file, workload, folder, problems, today, exports)


def check(
    stack: str,
    settings: Mapping[str, Any],
    stack_file: YamlFile,
    workload_file: YamlFile,
    folder: Path,
    unreadable: Sequence[Problem] = (),
    today: date | None = None,
    exports: Exports | None = None,
) -> Platform:
    """Checks settings and a workload that were read. `unreadable` lists problems of other files."""
    problems = list(unreadable)
    root = ("config", SETTINGS_KEY)
    target, wrong = targets.meant(settings)
    if wrong:
        _report(problems, stack_file, root, iter([wrong]))
        settings = {**settings, "target": target}
    model = model_for(target)
    kept = _parsed(model, settings, stack_file, root, problems, stand_in(target))
    unread = unreadable and workload_file.content is None
    runs = None if unread else _workload(workload_file, problems)
    secrets = partial(_secrets, stack_file, root)
    _not_offered(problems, stack_file, root, settings, offers.SETTINGS, secrets)
    _not_offered(problems, workload_file, (), workload_file.content, offers.WORKLOAD, _as_typed)
    both, first = (workload_file, stack_file), frozenset(problem.path for problem in problems)
    for file, found in rules(runs, kept, both, folder, stack, today, exports, problems):
        own = (b for b in found if not any(rest and rest.concerns(b) for rest in (kept, runs)))
        new = (b for b in own if b.key not in first and not _is_told(b, problems))
        untold = (b for b in new if not b.follows(problem.path for problem in problems))
        _report(problems, file, root if file is stack_file else (), untold)
    if problems or not runs or not kept:
        raise ConfigError(by_cause(problems, _empty(runs)))
    said: list[Problem] = []
    _report(said, workload_file, (), _workload_notices(runs.model, kept.model))
    if isinstance(kept.model, LocalSettings):
        _report(said, workload_file, (), docker_notices(runs.model))
    _report(said, stack_file, root, settings_notices(runs.model, kept.model, today))
    gateway = kept.model.gateway
    _report(said, stack_file, root, authority_notices(gateway, folder, today))
    _report(said, stack_file, root, revocation_notices(gateway, folder, today))
    shown = tuple(map(str, said))
    trust = authorities_of(gateway, folder), revocation_lists_of(gateway, folder)
    running = _with_sidecars(runs.model, kept.model)
    if isinstance(kept.model, LocalSettings):
        return LocalPlatform(stack, kept.model.resolved(running.user_pools), running, shown, *trust)
    edge = kept.model.edge
    pages = pages_of(edge.error_pages, folder) if edge else {}
    signing_keys = signing_keys_of(edge, folder)
    return CloudPlatform(stack, kept.model, running, shown, *trust, signing_keys, pages)


def _is_told(broken: Broken, problems: Sequence[Problem]) -> bool:
    """Returns true if a section that is missing or empty was told already."""
    return any(
        (problem.value is None and broken.value is None and problem.path == broken.key)
        or (problem.value == {} and f"{broken.key}.".startswith(f"{problem.path}."))
        for problem in problems
    )


def _empty(runs: Rest[Workload] | None) -> list[str]:
    """Returns the sections of the workload in which nothing is: no service, no static bucket."""
    if not runs or runs.lost:
        return []
    static = any(each.path for each in runs.model.buckets.values())
    return ([] if runs.model.services else ["services"]) + ([] if static else ["buckets"])


def _with_sidecars(workload: Workload, settings: CloudSettings | LocalSettings) -> Workload:
    """Returns the workload with what the settings add to its programs, and what tokens of its user
    pools must have."""
    workload = with_pool_claims(with_default_pool(workload, settings.gateway.user_pool))
    if isinstance(settings, CloudSettings):
        workload = flagged(workload, settings.flag_rollout)
    if settings.tracing is None:
        return workload
    return traced(
        workload,
        settings.tracing,
        project=settings.tags.project,
        environment=settings.environment,
    )


def _parsed(
    model: type[Model],
    content: Mapping[str, Any],
    file: YamlFile,
    root: KeyPath,
    problems: list[Problem],
    substitutes: Mapping[str, Any],
) -> Rest[Model] | None:
    """Returns the model of a file's content. For a faulty file it is a model of its valid part."""
    try:
        return Rest(model.model_validate(dict(content)), frozenset())
    except ValidationError as error:
        problems += problems_of(error, model, file, root)
        return salvage(model, content, substitutes)


def _not_offered(
    problems: list[Problem],
    file: YamlFile,
    root: KeyPath,
    content: Any,
    table: Sequence[offers.Offer],
    more: Callable[[Any], Iterable[Broken]] = lambda content: (),
) -> None:
    """Adds values that AWS does not offer to `problems`, except those that the file overrules, and
    wrong overrules as well. A value that its model refused already, itself or a part of it, is not
    reported again."""
    refused = [problem for problem in problems if problem.file == file.name]
    offered = chain(offers.offer_problems(content, table), more(content))
    found = overrules.apply(offered, overrules.overrules_of(content))
    untold = (b for b in found if not any(each.is_within(b.key) for each in refused))
    _report(problems, file, root, iter({b.key: b for b in untold}.values()))


def _as_typed(content: Any) -> Iterator[Broken]:
    """Yields problems of the workload's texts as they were typed, which a person can overrule."""
    yield from invisible(content)
    yield from unlimited(content)
    yield from secret_looks.pasted(content)


def _secrets(file: YamlFile, root: KeyPath, settings: Mapping[str, Any]) -> Iterator[Broken]:
    """Yields texts of a stack's settings that look like secrets. A developer's own file may hold
    one, because git ignores it."""
    yield from invisible(settings)
    for broken in secret_looks.pasted(settings):
        name, _ = file.place((*root, *broken.path))
        if not own_file.is_own(Path(name)):
            yield broken


def _workload(file: YamlFile, problems: list[Problem]) -> Rest[Workload] | None:
    if isinstance(file.content, dict):
        return _parsed(Workload, file.content, file, (), problems, {})
    if file.content is None:
        remedy = "is empty; write below `services:`, `workers:` and `jobs:` what runs"
        problems.append(Problem(team_files.WORKLOAD, "", remedy))
    else:
        remedy = "must hold `services:`, `queues:` and so on"
        problems.append(Problem(team_files.WORKLOAD, "", remedy, file.content))
    return None


def _stack_file(folder: Path, stack: str) -> YamlFile:
    """Reads the stack's file for its line numbers only: the engine has read the values already."""
    name = f"Pulumi.{stack}.yaml"
    try:
        return yaml_file.read(stack_checks.stacks_folder(folder) / name)
    except ConfigError:
        return YamlFile(name=name, content=None, lines={})


def _workload_notices(
    workload: Workload, settings: CloudSettings | LocalSettings
) -> Iterator[Broken]:
    yield from workload_notices(workload)
    yield from flag_notices(workload)
    yield from pool_notices(workload, settings)


def _report(
    problems: list[Problem], file: YamlFile, root: KeyPath, found: Iterator[Broken]
) -> None:
    for broken in found:
        name, line = file.place((*root, *broken.path))
        said = Problem(name, broken.key, broken.remedy, broken.value, line)
        problems.append(replace(said, lacks=broken.lacks, reads=broken.reads))
