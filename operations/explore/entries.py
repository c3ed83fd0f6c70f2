"""The resources of a document as the page lists them, those of Docker too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.values import UNKNOWN
from operations.plan import Document, Resource, Resources
from operations.plan import document as documents

_LATER = "(known once it exists)"


@dataclass(frozen=True, eq=False)
class Entry:
    """One resource with its place in the program."""

    resource: Resource
    key: str
    """Type and name, by which the page's addresses mean it; the URN if another has the same."""
    chain: str
    """Types of its components and its own, as the URN has them."""
    component: str
    """Name of the outermost component, or of the resource itself if none owns it."""
    layer: str
    """Second part of that component's type: `data`, `network`."""
    protected: bool
    before: tuple[str, ...]
    """URNs of the resources that must exist before it."""

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return self.resource.urn


def entries(document: Document, resources: Resources) -> list[Entry]:
    """Returns the resources of a document in its order, and then those that another owner made.
    Components and providers are none."""
    states = {
        step["urn"]: step["newState"]
        for step in document["steps"]
        if step.get("newState") and step.get("op") != "delete" and _is_resource(step["newState"])
    }
    known = documents.references(document)
    found: list[Entry] = []
    taken: set[str] = set()
    for urn, state in states.items():
        resource = resources.get(urn) or _other(urn, state, known.get(urn, {}))
        chain = urn.split("::")[2]
        key = f"{resource.kind}:{resource.name}"
        found.append(
            Entry(
                resource=resource,
                key=urn if key in taken else key,
                chain=chain,
                component=resources.component(urn),
                layer=chain.split(":")[1] if "$" in chain else "own",
                protected=bool(state.get("protect")),
                before=tuple(each for each in state.get("dependencies") or () if each in states),
            )
        )
        taken.add(key)
    return [*found, *(_existing(each) for each in resources.given)]


def _existing(resource: Resource) -> Entry:
    """Returns what another owner made, under the component that names it."""
    chain = resource.urn.split("::")[2]
    return Entry(
        resource=resource,
        key=resource.urn,
        chain=chain,
        component=resource.name,
        layer=chain.split(":")[1],
        protected=False,
        before=(),
    )


def _is_resource(state: Mapping[str, Any]) -> bool:
    type_ = str(state.get("type") or state["urn"].split("::")[2].rpartition("$")[2])
    return not type_.startswith(("pulumi:", "plinth:")) and state.get("custom") is not False


def _other(urn: str, state: Mapping[str, Any], known: Mapping[str, Any]) -> Resource:
    """Returns a resource of another provider than AWS's. One whose module is `index` is called by
    its provider: `docker.Container`."""
    _, _, chain, name = urn.split("::", 3)
    provider, module, kind = chain.rpartition("$")[2].split(":")
    module = module.partition("/")[0]
    return Resource(
        urn=urn,
        kind=f"{provider if module == 'index' else module}.{kind}",
        name=name,
        inputs={**(state.get("inputs") or {}), **known},
    )


def readable(value: Any, resources: Resources) -> Any:
    """Returns an input with references for the ARNs of resources that stand, and with words for
    what is not known yet."""
    if isinstance(value, Mapping):
        return {key: readable(item, resources) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [readable(item, resources) for item in value]
    if isinstance(value, str):
        return resources.readable(value).replace(UNKNOWN, _LATER)
    return value
