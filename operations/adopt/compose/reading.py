"""A draft from Compose files: data first, then the programs that use it."""

from pathlib import Path

from operations.adopt.compose import connections, files, known, programs, remedies
from operations.adopt.compose.scene import Scene
from operations.adopt.draft import Draft, name_of
from operations.adopt.ledger import Ledger, Node, Source
from operations.errors import OperationError


def read(paths: list[Path], profiles: frozenset[str], out: Path) -> tuple[Draft, Ledger, str]:
    """Returns the draft, the list of what became of each line, and the project's name."""
    folder = paths[0].resolve().parent
    whole = files.read(paths, files.dotenv(folder / ".env"))
    ledger = Ledger()
    source = Source(whole.content, whole.place, ledger)
    scene = Scene(Draft(), source, folder, out.resolve())
    left = [node for node in source.root().get("services").below()]  # type: ignore[union-attr]
    taken = [node for node in left if _wanted(node, profiles)]
    for node in taken:
        _sort(scene, node)
    for node in scene.programs.values():
        programs.translate(scene, node)
    connections.connect(scene)
    name = source.root().get("name")
    if name is not None:
        name.translated("tags.project")
    source.tell_the_rest(remedies.REMEDIES, remedies.UNKNOWN)
    if not any(scene.draft.sections[kind] for kind in ("services", "workers", "jobs")):
        said = "; ".join(f"{line.key}: {line.says}" for line in ledger.lines[:5])
        raise OperationError(f"has no program for a workload ({said})", file=paths[0])
    return scene.draft, ledger, str(name.value if name else folder.name)


def _wanted(node: Node, profiles: frozenset[str]) -> bool:
    """Returns true for a service that runs without being asked for, or was."""
    if not isinstance(node.value, dict):
        node.left_out("is no mapping of keys")
        return False
    asked = node.get("profiles")
    names = {str(each.value) for each in asked.below()} if asked else set()
    if names and not names & profiles:
        several = ", ".join(sorted(names))
        node.left_out(f"runs with the profile {several} only; take it with --profile")
        return False
    if asked:
        asked.translated(node.key, "was asked for with --profile")
    return True


def _sort(scene: Scene, node: Node) -> None:
    """Puts a service to the data or to the programs."""
    image = node.get("image")
    found = known.known(str(image.value)) if image and not node.get("build") else None
    if found is None:
        scene.programs[node.key] = node
        return
    scene.data[node.key] = found
    if found.kind == "absent":
        node.left_out(found.says)
    elif found.is_database:
        name = name_of(_database(node) or node.key)
        scene.databases[node.key] = name
        scene.draft.sections["databases"].setdefault(name, known.engine_of(found))
        sure = found is not known.MARIADB
        (node.translated if sure else node.guessed)(f"databases.{name}", found.says)
    elif found.kind == "cache":
        node.translated("cache", found.says)
    else:
        node.guessed(found.kind, f"{found.says}; only names that programs mention are taken over")


def _database(node: Node) -> str | None:
    """Returns the name of the database that a container of PostgreSQL or MySQL creates."""
    values = programs.variables_of(node)
    for name in (
        "POSTGRES_DB",
        "POSTGRESQL_DATABASE",
        "MYSQL_DATABASE",
        "MARIADB_DATABASE",
        "POSTGRES_USER",
    ):
        if values.get(name):
            return str(values[name][1])
    return None
