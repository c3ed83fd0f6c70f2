"""The row of the mapping table that describes one Pulumi type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

Values = dict[str, Any]
Inputs = Mapping[str, Any]
Special = Callable[[Values], Values]
"""Function that takes the inputs it knows out of the inputs, and returns the parameters for
them."""
Clear = Callable[[Mapping[str, Any], Callable[[str, Values], Values]], None]
"""Function that empties a resource before its deletion. It gets the inputs, and a function that
makes an operation with parameters."""
Output = str | Callable[[Values], Any]
"""Template, or function of AWS's answer, that gives an output."""


@dataclass(frozen=True)
class Call:
    """One AWS operation. Its parameters are the inputs that fit it, the words that name the
    resource, and `fixed`."""

    operation: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Parameters that no input gives, as templates: `{id}`, `{region}`, an input's name."""
    at: str = ""
    """JMESPath to the resource in the answer, with the same templates. Empty: the whole answer."""
    into: str = ""
    """Parameter that holds the inputs which have no parameter of their own, such as
    DistributionConfig."""
    takes: tuple[str, ...] = ()
    """Inputs that this call is for. It is made if one of them is given, with these inputs alone."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Keys in AWS's list of `Attributes`, by the input whose value goes there as text."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """Names that this operation gives to inputs, if they differ from the row's."""
    special: Special | None = None
    """Function for inputs whose shape really differs."""
    rest: "Call | None" = None
    """Call that is made afterwards, for the inputs that this one does not take."""
    whole: bool = False
    """True if the call replaces everything that it covers. A change then sends every input, not
    only the changed ones."""
    each: bool = False
    """True if the call changes one attribute. It is then made once for each, with its name and
    value."""
    adds: str = ""
    """Parameter for the new entries of a list, for a call that changes a list by its differences.
    `removes` is the parameter for the removed entries, and `takes` names that list alone."""
    removes: str = ""
    singly: bool = False
    """True if such a call changes one entry of the list, and is made once for each. Among the calls
    that complete a creation, it is made for all but the first entry, which the creation took."""
    optional: bool = False
    """True if an answer that nothing exists is no failure, and no sign that the resource is
    gone."""
    recorded: str = ""
    """Template of the ID that AWS would give, for an operation that moto lacks. The request is then
    checked against AWS's model and not sent. For a call that creates nothing, any text."""


def call(
    operation: str,
    *,
    at: str = "",
    into: str = "",
    takes: str = "",
    attributes: Mapping[str, str] | None = None,
    rename: Mapping[str, str] | None = None,
    special: Special | None = None,
    rest: Call | None = None,
    whole: bool = False,
    each: bool = False,
    adds: str = "",
    removes: str = "",
    singly: bool = False,
    optional: bool = False,
    recorded: str = "",
    **fixed: Any,
) -> Call:
    """Returns a call as the table writes it: AWS's parameters as keywords, `takes` as words."""
    return Call(
        operation,
        fixed,
        at=at,
        into=into,
        takes=tuple(takes.split()) or _blocks(attributes or {}),
        attributes=attributes or {},
        rename=rename or {},
        special=special,
        rest=rest,
        whole=whole,
        each=each,
        adds=adds,
        removes=removes,
        singly=singly,
        optional=optional,
        recorded=recorded,
    )


@dataclass(frozen=True)
class Named:
    """Property that the provider fills with a name of its own making."""

    limit: int = 255
    """Longest name that the provider, or AWS, accepts."""
    property: str = "name"
    lower: bool = False
    """True if AWS accepts no capitals."""
    fifo: str = ""
    """Input that makes the provider append `.fifo`, after it has checked the length."""


@dataclass(frozen=True)
class Hash:
    """Hash by which AWS shows content that it does not give back."""

    kind: str
    """Name of the content for people."""
    at: str
    """JMESPath to the hash in AWS's answer."""
    of: Callable[[Any], str]
    """Function that returns the same hash of the declared content."""


@dataclass(frozen=True)
class Row:
    """Operations of a service by which a Pulumi type is created, found, changed and deleted."""

    service: str
    create: Call
    id: str
    """JMESPath to the ID in the answer, or a template of inputs if the provider makes the ID."""
    instead: Mapping[str, Call] = field(default_factory=dict)
    """Call that creates the resource if a certain input is given, by that input."""
    identify: Call | None = None
    """Call after the creation whose answer has the `id`, if the answer of `create` does not have
    it."""
    also: tuple[Call, ...] = ()
    """Calls that complete the creation. An update makes them again."""
    read: tuple[Call, ...] = ()
    """Calls whose answers together show the resource."""
    tags: Call | None = None
    """Call that reads the tags, if `read` does not show them."""
    retag: tuple[Call, Call] | None = None
    """Calls that add and remove tags, if the service's usual calls are not enough."""
    update: tuple[Call, ...] = ()
    lock: Call | None = None
    """Call before a change that reads the token which AWS requires with it: `{aws.ETag}`."""
    clear: Clear | None = None
    """Function that removes what must be gone before the resource can be deleted."""
    delete: tuple[Call, ...] = ()
    """Calls that delete the resource, in this order. Empty: it is deleted with the resource that it
    belongs to."""
    named: Named | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    """Path of the parameter by an input's path, if no rule finds it."""
    found: Mapping[str, str] = field(default_factory=dict)
    """JMESPath to the value in AWS's answer by an input's path, if no rule finds it."""
    hashes: Mapping[str, Hash] = field(default_factory=dict)
    """Content that is compared by its hash, by input."""
    moves: Mapping[str, Callable[[Inputs, Any], bool]] = field(default_factory=dict)
    """Functions by input. Each returns true if AWS itself has moved the value to the found one,
    within the declared limits."""
    outputs: Mapping[str, Output] = field(default_factory=dict)
    """Outputs that AWS gives and moto does not, or not in Pulumi's shape. `{aws.<JMESPath>}` is a
    value of AWS's answer."""
    local: frozenset[str] = frozenset()
    """Inputs that tell the provider how to work, and never reach AWS."""
    loses: frozenset[str] = frozenset()
    """Inputs that moto accepts and does not give back."""
    lacks: str = ""
    """Template of the ID that AWS would give, if moto does not have the operation."""
    replaces: frozenset[str] = frozenset()
    """Inputs that AWS fixes at creation, so that a change replaces the resource. No row writes
    them; they come from the table of the provider's behaviour."""
    kept: frozenset[str] = frozenset()
    """Inputs that keep their value when they are no longer given. They come from the same table."""
    region: str = ""
    """Region of the service, if it is in one region only."""
    revisions: bool = False
    """True if each resource is a revision under one name. A replacement then exists before the old
    one is deleted."""

    def creating(self, inputs: Mapping[str, Any]) -> Call:
        """Returns the call that creates a resource with these inputs."""
        for name, other in self.instead.items():
            if inputs.get(name):
                return other
        return self.create

    @property
    def unread(self) -> frozenset[str]:
        """The inputs that cannot be read: the provider's own, and those that moto lacks or
        loses."""
        lacking = {name for call in self.also if call.recorded for name in call.takes}
        return self.local | self.loses | lacking | {"region"}

    @property
    def is_made_up(self) -> bool:
        """True if the provider makes the ID from values that it knows before."""
        return "{" in self.id

    @property
    def key(self) -> str:
        """AWS's name of the ID. Empty if the provider makes the ID."""
        return "" if self.is_made_up else self.id.rpartition(".")[2]


class _AsTheyAre(TypedDict, total=False):
    """Fields of a row that the table writes in the row's own form."""

    instead: Mapping[str, Call]
    identify: Call | None
    tags: Call | None
    retag: tuple[Call, Call] | None
    lock: Call | None
    clear: Clear | None
    named: Named | None
    rename: Mapping[str, str]
    found: Mapping[str, str]
    hashes: Mapping[str, Hash]
    moves: Mapping[str, Callable[[Inputs, Any], bool]]
    outputs: Mapping[str, Output]
    lacks: str
    region: str
    revisions: bool


_Calls = str | Call | tuple[Call, ...]


def row(
    service: str,
    create: str | Call,
    id: str,
    *,
    also: _Calls = (),
    read: _Calls = (),
    update: _Calls = (),
    delete: _Calls = (),
    local: str = "",
    loses: str = "",
    **others: Unpack[_AsTheyAre],
) -> Row:
    """Returns a row as the table writes it: an operation's name for a plain call, words for
    names."""
    return Row(
        service,
        Call(create) if isinstance(create, str) else create,
        id,
        also=_calls(also),
        read=_calls(read),
        update=_calls(update),
        delete=_calls(delete),
        local=frozenset(local.split()),
        loses=frozenset(loses.split()),
        **others,
    )


def _blocks(attributes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.partition(".")[0] for path in attributes))


def _calls(given: _Calls) -> tuple[Call, ...]:
    if isinstance(given, tuple):
        return given
    return (Call(given) if isinstance(given, str) else given,)


Table = Mapping[str, Row]
"""Rows by Pulumi type."""
