"""Values that make whoever uses them wait for more than the resource they come from."""

import pulumi


def known_once(exists: pulumi.CustomResource, value: pulumi.Output[str]) -> pulumi.Output[str]:
    """A value that is known only when another resource exists as well.

    Asks for the other's ID alone. Of a resource that `--target` left out the SDK knows no ID, but
    gives an output that repeats an input as None.
    """
    return pulumi.Output.all(value, exists.id).apply(lambda known: str(known[0]))
