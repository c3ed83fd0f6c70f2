"""The pack of `pulumi preview --policy-pack policies`."""

import sys
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Serves the rules to the engine until it ends this process."""
    # The CLI runs this folder, so that its files would stand before those of the standard library.
    sys.path[0] = str(PROJECT)
    from pulumi_policy import PolicyPack

    from policies import RULES, pack, waivers

    try:
        accepted = waivers.read(PROJECT, date.today())
    except waivers.WaiverError as error:
        sys.exit(f"error: {error}")
    PolicyPack("plinth", pack.policies_of(RULES, accepted))


main()
