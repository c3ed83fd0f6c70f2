"""`backup` and `restore` of an environment on Docker: databases, objects, and definitions of
queues.

One archive holds a dump of each database, every object, the broker's queues and bindings, and a
list of them with checksums. It holds no messages and no passwords: a restored database gets the
logins of the stack into which it is restored.
"""

import datetime
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from operations.docker.data import archive as local_archive
from operations.docker.data import databases, stores
from operations.docker.data import objects as local_objects
from operations.docker.data.keeping import Stack, Yes, confirm
from operations.docker.engine import Running, containers, queues
from operations.docker.stack import project as local_project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder


def backup(
    file: Annotated[
        Path | None, typer.Option(help="File to write; by default a new one in backups/.")
    ] = None,
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Save databases, objects and the definitions of queues into one file."""
    folder = folder.resolve()
    platform = local_project.platform_of(folder, stack)
    project = platform.settings.tags.project
    running = stores.running(folder, stack)
    objects = stores.objects(folder, stack, running)
    now = datetime.datetime.now(datetime.UTC)
    target = (file or folder / f"backups/{project}-{stack}-{now:%Y%m%d-%H%M%S}.tar.gz").resolve()
    with tempfile.TemporaryDirectory() as place:
        archive = local_archive.Writer(Path(place), project=project, stack=stack, made=now)
        if server := running.get("database"):
            for database in databases.names(server):
                _say(f"database {database}")
                databases.dump(server, database, archive.add(f"database/{database}"))
        _say_without_mysql(running)
        if objects:
            local_objects.save(objects, archive, _say)
        if broker := running.get("broker"):
            _say("queues and bindings")
            archive.add("queues.json").write_text(queues.definitions(broker))
        archive.write(target)
    print(target)
    _say(f"{target.stat().st_size / 2**20:.1f} MiB; restore it by `make restore FILE={target}`")


def restore(
    file: Annotated[Path, typer.Argument(help="File that `backup` wrote.")],
    stack: Stack = "dev",
    yes: Yes = False,
    folder: Folder = PROJECT,
) -> None:
    """Replace databases, objects and the definitions of queues by those of a file."""
    folder = folder.resolve()
    platform = local_project.platform_of(folder, stack)
    with local_archive.opened(file) as archive:
        archive.check(platform.settings.tags.project)
        running = stores.running(folder, stack)
        server = running.get("database")
        objects = stores.objects(folder, stack, running)
        _refuse_what_has_no_place(archive, server, objects)
        held = [*(databases.filled(server) if server else ())]
        held += local_objects.filled(objects) if objects else []
        if held:
            confirm(
                f"{platform.settings.tags.project} {stack} holds data, which is replaced: "
                f"{', '.join(held)}.",
                yes,
            )
        _say_without_mysql(running)
        programs = _stopped(running)
        try:
            if server:
                _restore_databases(archive, server, running.get("database-setup"))
            if objects:
                local_objects.replace(objects, archive, _say)
            if (broker := running.get("broker")) and archive.has("queues.json"):
                queues.add(broker, archive.text("queues.json"))
                _say("queues and bindings")
        finally:
            _start(programs)
    print(f"Restored {stack} as it was at {archive.made}")


def _say_without_mysql(running: Mapping[str, Running]) -> None:
    if "mysql" in running:
        _say('without the databases of MySQL; docs/mysql.md, "On Docker", says how to keep them')


def _restore_databases(
    archive: local_archive.Reader, server: Running, setup: Running | None
) -> None:
    for name in archive.names("database/"):
        database = name.removeprefix("database/")
        with archive.file(name) as dump:
            databases.replace(server, database, dump)
        _say(f"database {database}: {databases.summary(server, database)}")
    if setup is not None:
        # The setup gives the new databases to their owners, and lets the programs in.
        containers.engine("start", "--attach", setup.container)


def _refuse_what_has_no_place(
    archive: local_archive.Reader,
    server: Running | None,
    objects: local_objects.Store | None,
) -> None:
    """Raises OperationError if a part of the backup cannot be put back. Nothing has been changed
    then."""
    here = set(databases.names(server)) if server else set()
    saved = {name.removeprefix("database/") for name in archive.names("database/")}
    buckets = set(local_objects.buckets(objects)) if objects else set()
    missing = [f"database {name}" for name in sorted(saved - here)]
    missing += [f"bucket {name}" for name in sorted(archive.buckets() - buckets)]
    if missing:
        raise OperationError(
            f"this environment lacks things that the file has: {', '.join(missing)}",
            remedy="add them to config/workload.yaml and run `make up` first",
        )


def _stopped(running: dict[str, Running]) -> list[str]:
    """Stops the programs, which would write meanwhile and keep the replaced data in use. Returns
    their names."""
    programs = [
        each.container for each in running.values() if each.kind in ("service", "worker", "job")
    ]
    if programs:
        _say(f"stopping {len(programs)} programs")
        containers.engine("stop", *programs)
    return programs


def _start(programs: list[str]) -> None:
    if programs:
        containers.engine("start", *programs)
        _say(f"started {len(programs)} programs")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
