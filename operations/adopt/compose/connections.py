"""The ways from programs to data and to each other, by what their variables mention."""

import re
from typing import Any

from operations.adopt.compose import programs
from operations.adopt.compose.known import engine_of
from operations.adopt.compose.scene import Scene
from operations.adopt.draft import name_of, use
from operations.adopt.ledger import Node

_GIVEN = {
    "database": "DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD",
    "cache": "CACHE_HOST, CACHE_PORT, CACHE_USER, CACHE_PASSWORD and CACHE_TLS",
    "queues": "QUEUE_<NAME>",
    "buckets": "BUCKET_<NAME>, and its own role in place of keys",
}


def connect(scene: Scene) -> None:
    """Writes `uses` of each program: what its variables mention, and what it depends on."""
    for name, node in scene.programs.items():
        kind = scene.draft.kind(name_of(name))
        if kind is None:
            continue
        program = scene.draft.sections[kind][name_of(name)]
        to = f"{kind}.{name_of(name)}"
        for place, variable, value in scene.mentions.get(name, []):
            _mention(scene, node, place, variable, value, program, to)
        for key in ("depends_on", "links"):
            section = node.get(key)
            for each in section.below() if section else ():
                target = each.value if isinstance(each.path[-1], int) else each.key
                _link(scene, each, str(target).partition(":")[0], program, to)


def _mention(
    scene: Scene,
    node: Node,
    place: Node,
    variable: str,
    value: str,
    program: dict[str, Any],
    to: str,
) -> None:
    target = programs.mentioned(scene, node.key, value) or ""
    known = scene.data.get(target)
    if known is None:
        used = _link(scene, None, target, program, to)
        given = f"{name_of(target).replace('-', '_').upper()}_URL"
        place.left_out(
            f"names {target}; the program gets {given} in place of {variable}"
            if used
            else f"names {target}, which is no service of the workload"
        )
        return
    if known.is_database:
        found = re.search(r"://[^/]+/([A-Za-z0-9_-]+)", value)
        name = name_of(found[1]) if found else scene.databases[target]
        scene.draft.sections["databases"].setdefault(name, engine_of(known))
        use(program, "databases", name, "write")
    elif known.kind == "cache":
        program.setdefault("uses", {})["cache"] = True
    elif known.kind == "queues":
        _queue(scene, value, program)
    elif known.kind == "buckets":
        _bucket(scene, node, program)
    offered = _GIVEN.get("database" if known.is_database else known.kind)
    place.left_out(
        f"names {target}; the program gets {offered} in place of {variable}"
        if offered
        else known.says
    )


def _link(scene: Scene, place: Node | None, target: str, program: dict[str, Any], to: str) -> bool:
    """Lets a program use another service, or data. Returns false if there is nothing to use."""
    known = scene.data.get(target)
    says = "programs start in any order on ECS; retry the connection"
    used = ""
    if known and known.is_database:
        if not program.get("uses", {}).get("databases"):
            use(program, "databases", scene.databases[target], "write")
        used = "uses.databases"
    elif known and known.kind == "cache":
        program.setdefault("uses", {})["cache"] = True
        used = "uses.cache"
    elif name_of(target) in scene.draft.sections["services"]:
        use(program, "services", name_of(target))
        used = "uses.services"
    if place and used:
        place.translated(f"{to}.{used}", says)
    return bool(used)


def _queue(scene: Scene, value: str, program: dict[str, Any]) -> None:
    found = re.search(r"/(?:queue|[0-9]{12})/([A-Za-z0-9_-]+)", value)
    if not found:
        return
    name = name_of(found[1])
    scene.draft.sections["queues"].setdefault(name, {})
    if "queue" in program:
        own = program["queue"]
        program["queue"] = name
        if all(each.get("queue") != own for each in scene.draft.sections["workers"].values()):
            scene.draft.sections["queues"].pop(own, None)
    else:
        use(program, "queues", name, "send")


def _bucket(scene: Scene, node: Node, program: dict[str, Any]) -> None:
    names = [
        str(value)
        for name, (_, value) in programs.variables_of(node).items()
        if "BUCKET" in name and re.fullmatch(r"[A-Za-z0-9._-]+", str(value))
    ]
    for name in names or ["uploads"]:
        scene.draft.sections["buckets"].setdefault(name_of(name), {"purpose": "uploads"})
        use(program, "buckets", name_of(name), "read_write")
