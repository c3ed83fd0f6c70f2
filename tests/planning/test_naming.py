"""Fixed names: no two environments of one account share one."""

import pytest

from planning.environment import Environment
from planning.naming import fifo_name, load_balancing_name, scope, scoped_name
from tests.factories import make_environment

PROD = make_environment(project="shop", stack="prod")
NEIGHBOURS = [
    make_environment(project="shop", stack="prod-eu"),
    make_environment(project="shop", stack="pro"),
    make_environment(project="shop-prod", stack="eu"),
    make_environment(project="store", stack="prod"),
    make_environment(project="s" * 20, stack="p" * 20),
    make_environment(project="s" * 20, stack="p" * 19 + "q"),
]


def names(environment: Environment) -> set[str]:
    """What an environment calls two of its things, one of them as a neighbour might."""
    return {
        made
        for name in ("orders", "eu-orders", "orders-shop", "p" * 40)
        for made in (
            scoped_name(environment, name, 255),
            fifo_name(environment, name, 80),
            fifo_name(environment, name, 80, role="dead-letter"),
            load_balancing_name(environment, name, unique="internal"),
        )
    }


def test_environments_share_no_name() -> None:
    every = [names(each) for each in [PROD, *NEIGHBOURS]]
    assert [len(each) for each in every] == [16] * len(every)
    assert len(set().union(*every)) == sum(map(len, every))


@pytest.mark.parametrize("other", NEIGHBOURS, ids=lambda each: f"{each.project} {each.stack}")
def test_no_name_begins_with_the_scope_of_another_environment(other: Environment) -> None:
    assert not [name for name in names(other) if name.startswith(scope(PROD))]
    assert not [name for name in names(PROD) if name.startswith(scope(other))]
    assert scoped_name(PROD, "orders", 255).startswith(scope(PROD))


def test_a_queue_called_like_a_dead_letter_queue_is_none() -> None:
    dead_letters = fifo_name(PROD, "orders", 80, role="dead-letter")
    assert fifo_name(PROD, "orders-dead-letter", 80) != dead_letters


def test_names_keep_to_aws_s_limits() -> None:
    long = make_environment(project="s" * 20, stack="p" * 20)
    assert len(scope(long)) <= 21
    assert len(load_balancing_name(long, "x" * 60, unique="")) <= 32
    made = fifo_name(long, "x" * 40, 80, role="dead-letter")
    assert len(made) <= 80
    assert made.endswith("-dead-letter.fifo")
