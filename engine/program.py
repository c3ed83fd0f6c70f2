"""Runs a Pulumi program in this process, in the way of Pulumi's own language host."""

import asyncio
import contextvars
import runpy
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pulumi
from pulumi.runtime import Settings, run_in_stack, set_all_config
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import ROOT, SETTINGS

from engine import project as projects
from engine.backend import Backend
from engine.errors import ProgramError
from engine.host import as_main_program, collector_paused, no_source_lines
from engine.monitor import Failure, Monitor
from engine.registration import STACK_TYPE, Properties, Registration

Severity = Literal["info", "warning", "error"]
_SEVERITIES: Mapping[int, Severity] = {
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}

_THREADS = 64
"""The number of threads that the language host has: each registration with a transform keeps one
waiting."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A message that the program logged by `pulumi.log`."""

    severity: Severity
    message: str
    urn: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of running a program."""

    project: str
    stack: str
    config: Mapping[str, str]
    """All configuration that the program saw; secrets are `[secret]`."""
    registrations: tuple[Registration, ...]
    """The resources, in the same order on every run: the stack first, parents before their
    children."""
    failures: tuple[Failure, ...]
    """Resources that the backend could not create; empty for plans."""
    diagnostics: tuple[Diagnostic, ...]
    seconds: float

    @property
    def outputs(self) -> Properties:
        """The exports of the stack."""
        for registration in self.registrations:
            if registration.type == STACK_TYPE:
                return registration.outputs
        return {}


def run(
    folder: Path,
    stack: str,
    backend: Backend,
    *,
    on_registration: Callable[[Registration], None] | None = None,
    config: Mapping[str, str] | None = None,
) -> Outcome:
    """Runs the `__main__.py` of a project's folder for one of its stacks. The values in `config`
    are added to those of its files, and win over them.

    The program sees that folder as its working directory and first on `sys.path`. Raises
    ProgramError: with the message alone for errors that the program's author can foresee
    (`pulumi.RunError`, wrong project files), with the traceback for any other exception.
    """
    loaded = projects.load(folder, stack)
    project = replace(loaded, config={**loaded.config, **(config or {})})

    def program() -> object:
        return runpy.run_path(str(project.program), run_name="__main__")

    with as_main_program(project.program):
        return _run(program, project, backend, on_registration=on_registration)


def run_function(
    program: Callable[[], object],
    backend: Backend,
    *,
    project: str = "plinth",
    stack: str = "test",
    config: Mapping[str, str] | None = None,
) -> Outcome:
    """Runs a function as a program, without project files; otherwise like `run`. Its return value
    is ignored, so that `lambda: Network(...)` will do."""
    nowhere = Path.cwd()
    settings = projects.Project(
        name=project,
        stack=stack,
        folder=nowhere,
        program=nowhere,
        config=config or {},
        secret_keys=(),
        file=nowhere,
    )
    return _run(program, settings, backend)


def _run(
    program: Callable[[], object],
    project: projects.Project,
    backend: Backend,
    *,
    on_registration: Callable[[Registration], None] | None = None,
) -> Outcome:
    monitor = Monitor(
        backend,
        project=project.name,
        stack=project.stack,
        config=project.config,
        on_registration=on_registration,
    )
    engine = _Engine()
    if project.unread:
        engine.diagnostics.append(Diagnostic("warning", project.unread))
    # The SDK keeps a run's state in context variables; a context of its own leaves nothing behind.
    context = contextvars.copy_context()
    context.run(_configure, project, monitor, engine, preview=backend.preview)
    start = time.perf_counter()
    with collector_paused(), no_source_lines():
        _complete(program, project, monitor, context)
        seconds = time.perf_counter() - start
    return Outcome(
        project=project.name,
        stack=project.stack,
        config=project.config,
        registrations=monitor.registrations,
        failures=tuple(monitor.failures),
        diagnostics=tuple(engine.diagnostics),
        seconds=seconds,
    )


def _configure(
    project: projects.Project, monitor: Monitor, engine: "_Engine", *, preview: bool
) -> None:
    Settings(
        project=project.name,
        stack=project.stack,
        monitor=monitor,
        engine=engine,
        dry_run=preview,
        organization="organization",
        root_directory=str(project.folder),
    )
    SETTINGS.callbacks = monitor.callbacks
    set_all_config(dict(project.config), list(project.secret_keys))
    ROOT.set(None)


def _complete(
    program: Callable[[], object],
    project: projects.Project,
    monitor: Monitor,
    context: contextvars.Context,
) -> None:
    async def main() -> None:
        program()
        # The SDK would look at all outputs again each time one is done, which costs a quarter of a
        # run. This loop waits for all pending outputs at once, until they have led to no new ones.
        while pending := [output for output in SETTINGS.outputs if not output.done()]:
            await asyncio.wait(pending)

    try:
        with asyncio.Runner() as runner:
            loop = monitor.callbacks.loop = runner.get_loop()
            loop.set_default_executor(ThreadPoolExecutor(_THREADS))
            # Once a program has failed, many of its futures fail unseen. The first failure is
            # reported.
            loop.set_exception_handler(lambda loop, problem: None)
            runner.run(run_in_stack(main), context=context)
    except pulumi.RunError as error:
        raise ProgramError(str(error)) from None
    except SystemExit as error:
        if error.code not in (None, 0):
            raise ProgramError(f"the program ended itself with exit status {error.code}") from None
    except Exception as error:
        if refused := _refused(error, project.folder):
            raise ProgramError(refused) from None
        raise ProgramError(
            f"the program failed; this is a bug in it:\n{_trace(error, project.program)}"
        ) from error


def _refused(error: Exception, folder: Path) -> str:
    """Returns the file of the project that the machine does not let anybody read, with the reason;
    an empty text for any other error, which is the program's own."""
    if not isinstance(error, PermissionError) or not isinstance(error.filename, str):
        return ""
    file = Path(error.filename).absolute()
    return f"{file}: {error.strerror}" if file.is_relative_to(folder) else ""


def _trace(error: Exception, program: Path) -> str:
    """Returns the traceback from the program's own first line on."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [index for index, frame in enumerate(frames) if Path(frame.filename).parent == program]
    lines = traceback.format_exception(error, limit=-(len(frames) - own[0]) if own else None)
    return "".join(lines).rstrip()


class _Engine:
    """Stands in for the log of Pulumi's engine."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:
        severity = _SEVERITIES.get(request.severity)
        if severity is not None and not request.ephemeral:
            self.diagnostics.append(Diagnostic(severity, request.message, request.urn))

    def RequirePulumiVersion(self, request: Any) -> None:
        """Accepts any version, because no CLI runs whose version could be wrong."""
