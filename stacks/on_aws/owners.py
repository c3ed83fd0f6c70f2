"""Tags of teams on all that they own."""

from collections.abc import Mapping
from typing import Any

import pulumi

from config import Workload
from config.teams import TAG
from extension import takes


def tags_of(workload: Workload, team: str | None) -> Mapping[str, str]:
    """Returns the tags of what a team owns. Nobody has none."""
    return {} if team is None else {**workload.teams[team].tags, TAG: team}


def tagged(opts: pulumi.ResourceOptions, tags: Mapping[str, str]) -> pulumi.ResourceOptions:
    """Returns the options of a component all of whose resources carry these tags, where AWS takes
    tags. A tag that a resource has for a purpose of its own stays."""
    if not tags:
        return opts

    def transform(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        if not _takes_tags(type(args.resource)):
            return None
        props: dict[str, Any] = dict(args.props)
        props["tags"] = {**tags, **(props.get("tags") or {})}
        return pulumi.ResourceTransformationResult(props, args.opts)

    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(transformations=[transform]))


def _takes_tags(resource: type[pulumi.Resource]) -> bool:
    return (
        resource.__module__.startswith("pulumi_aws.")
        and issubclass(resource, pulumi.CustomResource)
        and takes(resource, "tags")
    )
