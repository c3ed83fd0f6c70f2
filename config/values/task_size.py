"""The two numbers that size an ECS task. The pairs that Fargate offers are checked with both."""

from typing import Annotated

from pydantic import Field

from config.values.aws_facts import FARGATE_MEMORY_MIB

Cpu = Annotated[int, Field(ge=256, json_schema_extra={"examples": [*FARGATE_MEMORY_MIB]})]
"""CPU units, 1024 = 1 vCPU."""

MemoryMib = Annotated[int, Field(ge=512)]
"""Memory in MiB."""
