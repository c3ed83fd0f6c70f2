"""Keeps the machine's own AWS settings away from everything that works with an emulated account."""

import os


def forget_aws() -> None:
    """Removes every setting of AWS's tools (profiles, endpoints, regions, retries) from this
    process and from those that it starts. The settings are for the operator's own AWS. One that is
    wrong, or that names another emulator, would stop every client, and moto as soon as it is
    imported."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
