"""Rules about tags, by which people find out whose a resource is and what it costs."""

from collections.abc import Mapping
from typing import Any

from policies.node import is_opaque
from policies.resources import PROVIDER, Resource, default_tags_of
from policies.rule import LOW, MEDIUM, Fault, Faults, baseline, rule, shown

REQUIRED = ("environment", "project", "owner")


@rule(PROVIDER, MEDIUM, baseline("tags"), "write the tag into `tags` of the stack's file")
def tags_on_everything(provider: Resource) -> Faults:
    """The provider puts environment, project and owner on every resource."""
    provider.get("defaultTags")
    tags = {key.lower(): value for key, value in default_tags_of(provider).items()}
    for name in REQUIRED:
        if not tags.get(name):
            yield Fault(f"defaultTags.{name}", "is not set")


@rule("aws:", LOW, baseline("tags"), "leave the tag out: the provider sets it")
def tags_are_kept(resource: Resource) -> Faults:
    """A resource's own tags do not overwrite those of its environment."""
    own = _own(resource)
    for name in REQUIRED:
        given, wanted = own.get(name), resource.default_tags.get(name)
        if given is not None and wanted and given != wanted and not is_opaque(given):
            yield Fault(f"tags.{name}", f"is {shown(given)} instead of {shown(wanted)}")


@rule(
    "aws:autoscaling/group:Group",
    MEDIUM,
    baseline("tags"),
    "give the group the tags itself: the provider's default tags do not reach one",
)
def autoscaling_group_is_tagged(group: Resource) -> Faults:
    """A group of machines has environment, project and owner among its own tags."""
    own = {key.lower(): value for key, value in _own(group).items()}
    for name in REQUIRED:
        if not own.get(name):
            yield Fault(f"tags.{name}", "is not set")


def _own(resource: Resource) -> Mapping[str, Any]:
    """Returns the tags that a resource has of its own. A group of machines has a list of them."""
    tags = resource.get("tags", {})
    if isinstance(tags, Mapping):
        return tags
    return {str(each.get("key")): each.get("value") for each in resource.blocks("tags")}
