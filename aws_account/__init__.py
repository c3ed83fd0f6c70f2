"""An AWS account in memory: moto, and the table by which resources are created in it.

`surroundings` stands at the top: it must run before anything imports moto or makes a client.
"""

from aws_account import surroundings

__all__ = ["surroundings"]
