"""The rules that a checked workload and checked settings break, each with the file of its paths."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from config.calls import authority_over
from config.checks import (
    Exports,
    export_checks,
    joint_checks,
    local_checks,
    local_files,
    program_checks,
    stack_checks,
    tracing_checks,
    workload_checks,
)
from config.edge import (
    page_problems,
    signing_key_problems,
)
from config.files import (
    Problem,
    Rest,
    YamlFile,
    repeated,
)
from config.gateway import (
    authority_problems,
    revocation_problems,
)
from config.joint.flags import flag_problems
from config.joint.identity import (
    default_pool_problems,
    pool_problems,
    pool_settings_problems,
)
from config.joint.images import long_images, unreachable_images, unversioned_images
from config.joint.mail import mail_problems
from config.settings import CloudSettings, LocalSettings
from config.values import Broken
from config.workload import Workload, sharing_problems


def rules(
    runs: Rest[Workload] | None,
    kept: Rest[Any] | None,
    files: tuple[YamlFile, YamlFile],
    folder: Path,
    stack: str,
    today: date | None,
    exports: Exports | None,
    problems: Sequence[Problem],
) -> Iterator[tuple[YamlFile, Iterator[Broken]]]:
    """Yields what breaks rules, with the file in which its paths are."""
    workload_file, stack_file = files
    if runs and not runs.lost:
        yield workload_file, _workload_rules(runs.model)
        if exports is not None:
            yield workload_file, export_checks.export_problems(runs.model, exports)
    if kept:
        yield stack_file, stack_checks.stack_problems(kept.model, stack, folder, today)
        yield stack_file, _file_problems(kept.model, folder, today)
    if runs and not runs.lost and kept:
        yield stack_file, _joint_rules(runs.model, kept.model, stack)
        yield workload_file, _joint_rules_of_workload(runs.model, kept.model, folder, stack)
        yield workload_file, repeated(runs.model, problems)
        yield stack_file, repeated(kept.model, problems)


def _file_problems(
    settings: CloudSettings | LocalSettings, folder: Path, today: date | None
) -> Iterator[Broken]:
    """Yields problems of the files and folders that the settings name."""
    yield from authority_problems(settings.gateway, folder, today)
    yield from revocation_problems(settings.gateway, folder)
    if isinstance(settings, LocalSettings):
        yield from local_files.own_folder_problems(settings, folder)
    else:
        yield from authority_over(settings.encrypted_calls, today)
        yield from signing_key_problems(settings.edge, folder)
        yield from page_problems(settings.edge.error_pages if settings.edge else {}, folder)


def _workload_rules(workload: Workload) -> Iterator[Broken]:
    yield from workload_checks.workload_problems(workload)
    yield from sharing_problems(workload)
    yield from mail_problems(workload)
    yield from pool_problems(workload)


def _joint_rules(
    workload: Workload, settings: CloudSettings | LocalSettings, stack: str
) -> Iterator[Broken]:
    yield from program_checks.program_problems(workload, settings)
    yield from joint_checks.joint_problems(workload, settings)
    yield from tracing_checks.tracing_problems(workload, settings)
    yield from flag_problems(workload, settings)
    yield from pool_settings_problems(workload, settings)
    if isinstance(settings, LocalSettings):
        yield from local_checks.local_problems(workload, settings)
    else:
        yield from joint_checks.cloud_problems(workload, settings, stack)


def _joint_rules_of_workload(
    workload: Workload, settings: CloudSettings | LocalSettings, folder: Path, stack: str
) -> Iterator[Broken]:
    """Yields problems that the settings cause in the workload, with paths of the workload's
    file."""
    yield from default_pool_problems(workload, settings.gateway.user_pool)
    yield from unversioned_images(workload, settings)
    yield from unreachable_images(workload, settings)
    yield from long_images(workload, settings, stack)
    if isinstance(settings, LocalSettings):
        yield from local_files.extension_problems(workload, settings, stack)
        yield from local_files.folder_problems(workload, settings, folder)
    if isinstance(settings, CloudSettings):
        yield from joint_checks.own_rights(workload, settings, stack)
        yield from joint_checks.sidecar_memory(workload, settings)
        yield from stack_checks.host_problems(workload, settings, folder, stack)
