"""What the mapping table says about one Pulumi type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

Values = dict[str, Any]
Inputs = Mapping[str, Any]
Special = Callable[[Values], Values]
"""Takes out of the inputs what it knows, and gives the parameters that stand for it."""
Clear = Callable[[Mapping[str, Any], Callable[[str, Values], Values]], None]
"""Gets the inputs, and a function that makes an operation with parameters."""
Output = str | Callable[[Values], Any]
"""A template, or a function of what AWS answered."""


@dataclass(frozen=True)
class Call:
    """One AWS operation. Its parameters are the inputs that fit it, what names the resource, and
    `fixed`."""

    operation: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Parameters that no input gives, as templates: `{id}`, `{region}`, an input's name."""
    at: str = ""
    """JMESPath, with the same templates, to the resource in the answer; empty: all of it."""
    into: str = ""
    """The parameter that holds the inputs which have no place beside it: DistributionConfig."""
    takes: tuple[str, ...] = ()
    """The inputs that this call is for: it is made when one of them is given, with them alone."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """By input, the key in AWS's list of `Attributes` under which its value goes as text."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """Where this operation calls an input something else than the row says."""
    special: Special | None = None
    """Where shapes really differ."""
    rest: "Call | None" = None
    """The call, made afterwards, for the inputs that this one does not take."""
    whole: bool = False
    """It replaces all that it covers: a change sends every input, not only the changed."""
    each: bool = False
    """It changes one attribute: a call for each, with its name and value."""
    adds: str = ""
    """It changes a list by what is new in it: the parameter for that. With `removes`, the one for
    what is gone, it `takes` that list alone."""
    removes: str = ""
    optional: bool = False
    """An answer that nothing is there is no failure, and no sign that the resource is gone."""
    recorded: str = ""
    """moto lacks it: the request is checked against AWS's model and not sent. For a call that
    creates, the ID that AWS would give, as a template."""


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
    optional: bool = False,
    recorded: str = "",
    **fixed: Any,
) -> Call:
    """A call as the table writes it: AWS's parameters as keywords, `takes` as words."""
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
        optional=optional,
        recorded=recorded,
    )


@dataclass(frozen=True)
class Named:
    """A property that the provider fills with a name of its own making."""

    limit: int = 255
    """The provider, or AWS, refuses a longer one."""
    property: str = "name"
    lower: bool = False
    """AWS takes no capitals."""
    fifo: str = ""
    """The input that makes the provider append `.fifo`, after it checked the length."""


@dataclass(frozen=True)
class Hash:
    """What AWS tells of content that it does not give back."""

    kind: str
    """As people call it."""
    at: str
    """JMESPath to it in what was read."""
    of: Callable[[Any], str]
    """The same of the declared content."""


@dataclass(frozen=True)
class Row:
    """How a Pulumi type is created, found, changed and deleted by the operations of a service."""

    service: str
    create: Call
    id: str
    """JMESPath into the answer, or a template of inputs where the provider makes the ID."""
    instead: Mapping[str, Call] = field(default_factory=dict)
    """By input: what creates the resource when that input is given."""
    identify: Call | None = None
    """Made after the creation, if `id` is in its answer and not in that of `create`."""
    also: tuple[Call, ...] = ()
    """Calls that complete the creation; an update makes them again."""
    read: tuple[Call, ...] = ()
    """What together shows the resource."""
    tags: Call | None = None
    """How tags are read, where `read` does not show them."""
    retag: tuple[Call, Call] | None = None
    """How tags are added and taken away, where the service's own way is not enough."""
    update: tuple[Call, ...] = ()
    lock: Call | None = None
    """Read before a change, for the token that AWS wants with it: `{aws.ETag}`."""
    clear: Clear | None = None
    """What has to go before it is deleted."""
    delete: tuple[Call, ...] = ()
    """In this order. Empty: it goes with what it belongs to."""
    named: Named | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    """From an input's path to the parameter's, where no rule guesses it."""
    found: Mapping[str, str] = field(default_factory=dict)
    """By an input's path: JMESPath to its value in what was read, where no rule finds it."""
    hashes: Mapping[str, Hash] = field(default_factory=dict)
    """By input: content that is compared by its hash."""
    moves: Mapping[str, Callable[[Inputs, Any], bool]] = field(default_factory=dict)
    """By input: whether AWS itself moved it to what was found, within what was declared."""
    outputs: Mapping[str, Output] = field(default_factory=dict)
    """What AWS gives and moto does not, or not in Pulumi's shape; `{aws.<JMESPath>}` is what AWS
    answered."""
    local: frozenset[str] = frozenset()
    """Inputs that tell the provider how to work, and never reach AWS."""
    loses: frozenset[str] = frozenset()
    """Inputs that moto takes and does not give back."""
    lacks: str = ""
    """Where moto does not have the operation: the ID that AWS would give, as a template."""
    replaces: frozenset[str] = frozenset()
    """Inputs that AWS fixes at creation: changing one replaces the resource. No row writes them:
    they come from the table of the provider's behaviour."""
    kept: frozenset[str] = frozenset()
    """Inputs that keep their value when they are no longer given; from the same table."""
    region: str = ""
    """Where the service is, if it is in one region only."""
    revisions: bool = False
    """Each is a revision under one name: a replacement is there before the old one goes."""

    def creating(self, inputs: Mapping[str, Any]) -> Call:
        """The call that creates a resource with these inputs."""
        for name, other in self.instead.items():
            if inputs.get(name):
                return other
        return self.create

    @property
    def unread(self) -> frozenset[str]:
        """Inputs that cannot be seen: the provider's own, and those that moto lacks or loses."""
        lacking = {name for call in self.also if call.recorded for name in call.takes}
        return self.local | self.loses | lacking | {"region"}

    @property
    def is_made_up(self) -> bool:
        """Whether the provider makes the ID of what it knows before."""
        return "{" in self.id

    @property
    def key(self) -> str:
        """What AWS calls the ID; empty where the provider makes it up."""
        return "" if self.is_made_up else self.id.rpartition(".")[2]


class _AsTheyAre(TypedDict, total=False):
    """Fields of a row that the table writes as the row has them."""

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
    """A row as the table writes it: an operation's name for a plain call, words for names."""
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
