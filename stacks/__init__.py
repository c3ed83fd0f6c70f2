"""The stacks, which say what an environment consists of on AWS and on Docker, each on one
screen."""

from stacks import cloud, local

__all__ = ["cloud", "local"]
