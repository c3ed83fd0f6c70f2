"""Settings of feature flags: their values in an environment, and how new values reach its tasks."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.values import Image, Section

Minutes = Annotated[int, Field(ge=0, le=1440, examples=[10])]


class FlagValue(Section):
    """Value of a flag in this environment, of which `true` is the short form of `{enabled: true}`.
    A change makes a new version of the flags' document and deploys it; no task is replaced."""

    enabled: bool
    """Whether it is on."""


_WORDS = {"on": True, "off": False}


def _short(value: Any) -> Any:
    """Returns the long form. `on` and `off` are words in newer YAML, and switches in older."""
    if isinstance(value, str):
        if value not in _WORDS:
            raise ValueError("must be true or false")
        value = _WORDS[value]
    return {"enabled": value} if isinstance(value, bool) else value


ShortFlagValue = Annotated[
    FlagValue,
    BeforeValidator(_short, json_schema_input_type=bool | Literal["on", "off"] | FlagValue),
]
"""Value of a flag, as a switch or as a section."""


class FlagRolloutSettings(Section):
    """Way by which new values of flags reach tasks on AWS: through AWS AppConfig, and an agent of
    AWS's beside each program that reads flags."""

    minutes: Minutes = 0
    """Minutes over which tasks get new values, a fifth of them at a time. While they last, AWS
    refuses the next change of a flag. Default: 0, all at once."""
    poll_seconds: Annotated[int, Field(ge=15, le=3600, examples=[45])] = 45
    """Seconds between two questions of each task's agent for new values, and so the longest time
    until a flag is on everywhere. Each question costs: at 45 a task asks 58,400 times a month. A
    change replaces tasks. Default: 45, the agent's own."""
    image: Image = "public.ecr.aws/aws-appconfig/aws-appconfig-agent:2.x"
    """Image of the agent. A change replaces tasks. Default: AWS's, of which AWS publishes new
    versions under this tag."""
    memory_mib: Annotated[int, Field(ge=32, le=4096, examples=[128])] = 128
    """Memory of each task in MiB at which the agent is stopped, and the task with it; the program
    has the rest. Default: 128."""
