"""Where a container on Docker keeps its data."""

import pulumi
import pulumi_docker as docker

from components.local.containers.machine import Machine


def kept_volume(name: str, *, machine: Machine, parent: pulumi.Resource) -> docker.Volume:
    """A volume that outlives its stack: `make infrastructure-down` keeps data, and the next `up`
    finds it by its name; `make infrastructure-clean` asks, and removes it."""
    return docker.Volume(
        name,
        name=machine.full_name(name),
        labels=[{"label": label, "value": value} for label, value in machine.labels.items()],
        opts=pulumi.ResourceOptions(
            parent=parent,
            retain_on_delete=True,
            # Docker changes no label of a volume, so it would be replaced, and its data lost. Whose
            # it is, when the label says nothing, is in the record of the folder.
            ignore_changes=["labels"],
        ),
    )
