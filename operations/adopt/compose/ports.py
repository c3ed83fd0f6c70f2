"""The port at which a program listens, and the way to it from outside."""

import re
from typing import Any

from operations.adopt.compose.scene import Scene
from operations.adopt.draft import name_of
from operations.adopt.ledger import Node

_FRONT = ("web", "frontend", "front", "app", "client", "ui", "website", "nginx", "proxy", "gateway")
_RESERVED = ("www", "staging", "test", "backup", "monitoring")
_USUAL = {"nginx": 80, "httpd": 80, "wordpress": 80, "tomcat": 8080, "ghost": 2368}


def port_of(scene: Scene, node: Node) -> int | None:
    """Returns the port of a program: of those that are published, exposed, or said elsewhere."""
    for key in ("ports", "expose"):
        section = node.get(key)
        for each in section.below() if section else ():
            if (port := _container_port(each.value)) is not None:
                return port
    environment = node.get("environment", "PORT")
    if environment and str(environment.value).isdigit():
        return int(environment.value)
    image = node.get("image")
    usual = re.sub(r"[:@].*", "", str(image.value)).rpartition("/")[2] if image else ""
    return _exposed(scene, node) or _USUAL.get(usual)


def _container_port(value: Any) -> int | None:
    """Returns the TCP port inside of the container."""
    if isinstance(value, dict):
        found, protocol = str(value.get("target", "")), str(value.get("protocol", "tcp"))
    else:
        text, _, protocol = str(value).partition("/")
        found = text.rpartition(":")[2]
    first = found.partition("-")[0]
    if protocol not in ("", "tcp") or not first.isdigit() or not 0 < int(first) < 65536:
        return None
    return int(first)


def _exposed(scene: Scene, node: Node) -> int | None:
    """Returns the port of the Dockerfile's last EXPOSE."""
    build = node.get("build")
    if build is None:
        return None
    section = build.value if isinstance(build.value, dict) else {"context": build.value}
    file = scene.folder / str(section.get("context", "."))
    file = file / str(section.get("dockerfile", "Dockerfile"))
    try:
        said = re.findall(r"^\s*EXPOSE\s+(\d+)", file.read_text("utf-8"), re.M | re.I)
    except (OSError, UnicodeDecodeError):
        return None
    return int(said[-1]) if said else None


def route(scene: Scene, node: Node, program: dict[str, Any], to: str) -> None:
    """Says which ports were taken, and guesses a route for one that was published."""
    port = program["port"]
    for key in ("ports", "expose"):
        section = node.get(key)
        for each in section.below() if section else ():
            if _container_port(each.value) != port:
                each.left_out("a service listens at one TCP port here; run a second service for it")
            elif key == "expose":
                each.translated(f"{to}.port")
            else:
                program["routes"] = [_route(scene, node)]
                each.guessed(
                    f"{to}.routes",
                    f"published, so {_told(program['routes'][0])} leads to it and everybody may "
                    "call it: check hosts, paths and `auth`, or take the routes out",
                )
    if not node.get("ports") and not node.get("expose"):
        node.lacks(f"{to}.port", f"{port} is what its image or its PORT says")


def _route(scene: Scene, node: Node) -> dict[str, Any]:
    published = [name for name, each in scene.programs.items() if each.get("ports")]
    ranked = [name for want in _FRONT for name in published if name_of(name) == want]
    name = name_of(node.key)
    if node.key == (ranked or published)[0]:
        return {"hosts": ["@"], "paths": ["/"], "auth": "none"}
    if name in _RESERVED:
        return {"hosts": ["@"], "paths": [f"/{name}"], "auth": "none"}
    return {"hosts": [name], "paths": ["/"], "auth": "none"}


def _told(found: dict[str, Any]) -> str:
    host: str = found["hosts"][0]
    where = "the domain" if host == "@" else f"{host}.<domain>"
    return f"{where}{found['paths'][0]}"
