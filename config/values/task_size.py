"""The two numbers that size an ECS task. The pairs that Fargate offers are checked elsewhere, with
both."""

from typing import Annotated

from pydantic import Field

from config.values.aws_facts import FARGATE_MEMORY_MIB

Cpu = Annotated[int, Field(ge=256, examples=[*FARGATE_MEMORY_MIB])]
"""CPU units, of which 1024 are one vCPU."""

MemoryMib = Annotated[int, Field(ge=512, examples=[1024])]
"""Memory in MiB."""
