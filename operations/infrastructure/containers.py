"""The containers of an environment on Docker, as its plan has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from operations.plan import Document

_TYPE = "docker:index/container:Container"
_OF_A_PART = ("-setup", "-migration")
"""Ends of the names of containers that run to their end, for the one that is named before."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container."""

    name: str
    kind: str
    """service, worker, job or infrastructure."""
    image: str
    ports: tuple[tuple[int, int], ...]
    """Ports of the machine, each with the container's own."""
    memory_mib: int
    networks: tuple[str, ...]
    volumes: tuple[tuple[str, str], ...]
    """Volumes, each with the folder where the container sees it."""
    needs: tuple[str, ...]
    """Other containers that are up before it."""
    health: str
    """Command that tells if it is well."""
    variables: Mapping[str, str]
    """Environment variables that are no secrets."""

    @property
    def runs_once(self) -> bool:
        """True for a container that ends by itself."""
        return self.name.endswith(_OF_A_PART)


def containers(document: Document) -> list[Container]:
    """Returns the containers of a plan, by name. Empty on AWS."""
    return sorted(_containers(document), key=lambda each: each.name)


def _containers(document: Document) -> Iterator[Container]:
    for step in document["steps"]:
        state = step.get("newState") or {}
        if state.get("type") != _TYPE:
            continue
        inputs: Mapping[str, Any] = state.get("inputs") or {}
        labels = {each["label"]: each["value"] for each in inputs.get("labels") or ()}
        name = _name(step["urn"])
        before = {_name(urn) for urn in state.get("dependencies") or () if f"${_TYPE}::" in urn}
        networks = (each["name"] for each in inputs.get("networksAdvanced") or ())
        scope = f"{labels.get('plinth.project')}-{labels.get('plinth.stack')}-"
        yield Container(
            name=name,
            kind=labels.get("plinth.kind", ""),
            image=labels.get("plinth.image", "").partition("@")[0],
            ports=tuple((p["external"], p["internal"]) for p in inputs.get("ports") or ()),
            memory_mib=int(inputs.get("memory") or 0),
            networks=tuple(sorted(each.removeprefix(scope) for each in networks)),
            volumes=tuple(
                (each["volumeName"], each["containerPath"])
                for each in inputs.get("volumes") or ()
                if each.get("volumeName")
            ),
            needs=tuple(sorted(each for each in before - {name} if not each.endswith(_OF_A_PART))),
            health=" ".join((inputs.get("healthcheck") or {}).get("tests", ())[1:]),
            variables=dict(each.split("=", 1) for each in inputs.get("envs") or () if "=" in each),
        )


def _name(urn: str) -> str:
    return str(urn).split("::", 3)[3]
