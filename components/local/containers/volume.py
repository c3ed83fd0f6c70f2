"""The volume in which a container on Docker keeps its data."""

import pulumi
import pulumi_docker as docker

from components.local.containers.machine import Machine


def kept_volume(name: str, *, machine: Machine, parent: pulumi.Resource) -> docker.Volume:
    """Creates a volume that outlives its stack. `make infrastructure-down` keeps the data, and the
    next `up` finds it by its name; `make infrastructure-clean` asks, and removes it."""
    return docker.Volume(
        name,
        name=machine.full_name(name),
        labels=[{"label": label, "value": value} for label, value in machine.labels.items()],
        opts=pulumi.ResourceOptions(
            parent=parent,
            retain_on_delete=True,
            # Docker cannot change a volume's labels, so a change would replace it and lose its
            # data. If the label does not name the owner, the record of the folder does.
            ignore_changes=["labels"],
        ),
    )
