"""Values that make their users wait for more than the resource from which they come."""

import pulumi


def known_once(exists: pulumi.CustomResource, value: pulumi.Output[str]) -> pulumi.Output[str]:
    """Returns a value that is known only once another resource exists as well.

    It reads only the ID of that resource. For a resource that `--target` left out, the SDK knows no
    ID, but gives None for an output that repeats an input.
    """
    return pulumi.Output.all(value, exists.id).apply(lambda known: str(known[0]))
