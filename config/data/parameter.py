"""The form of a parameter that a team may set, and of its value."""

from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field

from config.values import as_text

Number = int | float


class Parameter(NamedTuple):
    """Values that RDS takes for a parameter."""

    low: Number
    high: Number
    static: bool = False
    """True if a change waits for the next restart of the instance."""
    fraction: bool = False
    """True if the number may have a fraction."""
    words: tuple[str, ...] = ()
    """The words that are taken instead of numbers."""

    @property
    def switch(self) -> bool:
        """True if the parameter is on or off."""
        return self.high == 1 and not self.fraction


def flag(*, static: bool = False) -> Parameter:
    """Returns a parameter that is on or off."""
    return Parameter(0, 1, static)


def _text(value: object) -> object:
    """Returns a value as RDS takes it; one of a wrong type as it is, for the model to refuse."""
    return str(value).lower() if isinstance(value, bool) else as_text(value)


ParameterValue = Annotated[
    str,
    BeforeValidator(_text, json_schema_input_type=bool | int | float | str),
    Field(min_length=1, max_length=100, examples=[65536]),
]
