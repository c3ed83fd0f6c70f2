"""The place of the team's own resources in the tree: what own/ makes stands under it.

    whatever own/resources.py makes

Nothing of Plinth's is under it, and its names are the team's.
"""

import pulumi

TYPE = "plinth:own:OwnResources"


class OwnResources(pulumi.ComponentResource):
    """The parent of all that own/ makes. It gives the stack's AWS provider on."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self.register_outputs({})
