"""The parent of the team's own resources.

    whatever own/resources.py makes

No resource of Plinth is below it, and the names below it are the team's.
"""

import pulumi

TYPE = "plinth:own:OwnResources"


class OwnResources(pulumi.ComponentResource):
    """The parent of all resources that own/ makes. It passes the stack's AWS provider on to
    them."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self.register_outputs({})
