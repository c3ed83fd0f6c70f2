"""Runs the program with the team's own/: applies its overrides, and reports its additions."""

import contextlib
from collections.abc import Iterator

import pulumi

from components.common import OwnResources
from extension.exports import FILE
from extension.loading import Team
from extension.mistakes import OwnMistake, told
from extension.overrides import Overriding

_PROVIDERS = "pulumi:providers:"


@contextlib.contextmanager
def applied(team: Team) -> Iterator[None]:
    """Applies the overrides to every resource made inside the context. Then reports the resources
    and changes that own/ made. Raises RunError for overrides without an effect."""
    added = _Added()
    overriding = Overriding(team.overrides, stack=pulumi.get_stack(), stacks=team.stacks)

    def transform(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult:
        added.note(args)
        if args.type_.startswith("aws:") and added.lacks_provider(args):
            raise OwnMistake(
                f"{args.type_} {args.name}: has no AWS provider, which knows the account and the "
                "region; give it opts=platform.opts, or a parent that has it"
            )
        return pulumi.ResourceTransformationResult(overriding.arguments(args), args.opts)

    pulumi.runtime.register_stack_transformation(transform)
    with told():
        yield
    for line in [*added.lines(), *overriding.changes()]:
        pulumi.log.info(line)


class _Added:
    """Resources that belong to no component of Plinth's."""

    def __init__(self) -> None:
        self._parents: set[int] = set()
        self._on_aws = False
        self._names: list[str] = []

    def note(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Notes a resource that is about to be made, if the team makes it."""
        parent, resource = args.opts.parent, args.resource
        if args.type_.startswith(_PROVIDERS):
            # On AWS this is the first resource of all; on Docker own/resources.py is not called.
            self._on_aws = True
            return
        own = parent is None or isinstance(parent, OwnResources) or id(parent) in self._parents
        if not self._on_aws or not own or args.type_.startswith("plinth:"):
            return
        self._parents.add(id(resource))
        self._names.append(f"{args.type_} {args.name}")

    def lacks_provider(self, args: pulumi.ResourceTransformationArgs) -> bool:
        """Returns true for a resource on AWS that gets no provider from anywhere."""
        opts = args.opts
        return self._on_aws and opts.parent is None and opts.provider is None and not opts.providers

    def lines(self) -> Iterator[str]:
        """Yields a line for each resource."""
        for name in self._names:
            yield f"{FILE} adds {name}"
