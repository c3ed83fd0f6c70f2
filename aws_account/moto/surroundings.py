"""Keeps a machine's own AWS settings out of what works with an emulated account."""

import os


def forget_aws() -> None:
    """Takes every setting of AWS's tools from this process and those that it starts: profiles,
    endpoints, regions, retries. They are for the operator's own AWS; one that is wrong, or that
    names another emulator, would stop every client, and moto as soon as it is imported."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
