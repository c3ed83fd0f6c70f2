"""The base of every model: frozen, no unknown keys, and rules that report all they find at once."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Broken(NamedTuple):
    """A rule that a section breaks: where below the section, the value there, and what to do."""

    key: str
    value: Any
    remedy: str


class Section(BaseModel):
    """One block of a configuration file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    def rules(self) -> Iterator[Broken]:
        """The relations between this section's keys; each broken one is yielded."""
        return iter(())

    @model_validator(mode="after")
    def _obeys_its_rules(self) -> Self:
        broken = list(self.rules())
        if broken:
            raise PydanticCustomError("rules", "breaks a rule", {"broken": broken})
        return self
