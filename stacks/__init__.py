"""The stacks, which say what an environment consists of on AWS and on Docker, each on one
screen. `cloud` and `local` are imported only when somebody asks for them."""

from stacks.environment import build

__all__ = ["build", "cloud", "local"]
