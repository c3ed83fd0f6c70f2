"""Everything else that the plan has places for: a team's own machines, and what a policy opens."""

import re
from dataclasses import replace

from operations.reach import Place
from operations.rights import grants
from operations.topology.model import Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames

_REFERENCE = re.compile(r"\$\{([\w-]+\.\w+) ([^{}$]+)\.\w+\}")
_ABOUT = (
    "appconfig.",
    "backup.",
    "cloudwatch.",
    "cognito.",
    "ecr.",
    "ecs.",
    "iam.",
    "kms.",
    "servicediscovery.",
    "ssm.",
)
"""Types that programs need for themselves, and that are no part of what they do; or that stand
with their kind already."""


def draw(frames: Frames) -> None:
    """Adds places of other kinds, and resources of other types that a role may use."""
    for place in frames.graph.places.values():
        if place.kind in ("other", "network"):
            _other(frames, place)
    for grant in grants(frames.resources):
        if not grant.is_of_role or not grant.statement.allows:
            continue
        for pattern in grant.statement.resources.patterns:
            for kind, name in _REFERENCE.findall(pattern):
                if not kind.startswith(_ABOUT):
                    _used(frames, kind, name)


def _other(frames: Frames, place: Place) -> None:
    resource = frames.resources.get(place.urn)
    frames.canvas.node(
        Node(
            slug(f"{place.kind}-{place.name}"),
            "other",
            resource.kind if resource else "another network",
            place.name,
            frames.of_place(place, "others", "Others") if resource else "",
            ("has a public address",) if place.public else (),
            place.urn,
        )
    )


def _used(frames: Frames, kind: str, name: str) -> None:
    for each in frames.resources.of(kind):
        if each.name == name and not frames.canvas.of(each):
            node = Node(slug(f"{kind}-{name}"), "other", kind, name)
            group = frames.area(each, "others", "Other resources")
            frames.canvas.node(replace(node, group=group, urn=each.urn))
