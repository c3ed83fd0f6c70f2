"""One feature flag of the workload."""

from typing import Annotated

from pydantic import Field

from config.teams import Owned
from config.values import Matching

FlagName = Annotated[
    str,
    Matching(
        r"[a-z][a-z0-9_-]{0,63}",
        "lower-case letters, digits, _ and -, beginning with a letter, at most 64",
    ),
    Field(examples=["new_checkout"]),
]
"""Name of a flag, by which programs find it in the document. AppConfig's own flags have the same
form: docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-
flags.html"""


class Flag(Owned):
    """Switch that programs read while they run. A change of its value replaces no task."""

    description: Annotated[str, Field(max_length=200, examples=["Checkout on one page"])] = ""
    """What is switched, for people. Default: empty."""
    default: bool = False
    """Value in environments whose settings say nothing of the flag. Default: false."""
