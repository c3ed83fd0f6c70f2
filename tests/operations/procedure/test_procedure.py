"""A procedure goes by what AWS says, is carried on from anywhere, and belongs to one operator."""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operations.errors import OperationError
from operations.procedure import Journal, Lock, Look, Procedure, Step, text
from operations.report import Block, markdown


def shown_as(blocks: Iterable[Block]) -> str:
    return markdown.render(blocks, head="", whole="")


@dataclass
class Clock:
    at: dt.datetime = dt.datetime(2026, 11, 27, 14, 0, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += dt.timedelta(seconds=seconds)


def refusal(code: str, operation: str = "Change") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


@dataclass
class Parameters:
    """Systems Manager's parameters."""

    kept: dict[str, str] = field(default_factory=dict)

    def get_parameter(self, *, Name: str) -> Any:
        if Name not in self.kept:
            raise refusal("ParameterNotFound")
        return {"Parameter": {"Value": self.kept[Name]}}

    def put_parameter(self, *, Name: str, Value: str, Overwrite: bool, **_: str) -> None:
        if Name in self.kept and not Overwrite:
            raise refusal("ParameterAlreadyExists")
        self.kept[Name] = Value

    def delete_parameter(self, *, Name: str) -> None:
        if self.kept.pop(Name, None) is None:
            raise refusal("ParameterNotFound")


@dataclass
class Thing:
    """A thing at AWS that a step makes."""

    made: int = 0
    slow: int = 0
    """Looks for which AWS is at work."""
    troubles: list[Exception] = field(default_factory=list)

    def look(self) -> Look:
        if self.made and self.slow:
            self.slow -= 1
            return Look.UNDER_WAY
        return Look.DONE if self.made else Look.TO_DO

    def make(self) -> None:
        if self.troubles:
            raise self.troubles.pop()
        self.made += 1

    def step(self, name: str = "make", optional: str = "") -> Step:
        return Step(
            name=name,
            does="makes it",
            calls=("aws:Make",),
            minutes=2,
            look=self.look,
            do=self.make,
            optional=optional,
        )


def procedure(
    *steps: Step,
    parameters: Parameters | None = None,
    say: Callable[[str], None] = lambda _: None,
    taken: bool = True,
) -> Procedure:
    clock, parameters = Clock(), parameters or Parameters()
    lock = Lock(parameters, "/lock", clock)
    if taken:
        lock.take("test")
    return Procedure(
        name="test",
        steps=steps,
        journal=Journal(parameters, "/journal", clock),
        lock=lock,
        clock=clock,
        say=say,
    )


def test_what_is_done_is_not_done_again_and_not_timed() -> None:
    thing = Thing(made=1)
    entries = procedure(thing.step()).run({})
    assert thing.made == 1
    assert entries.steps == {}


def test_a_step_under_way_is_waited_for_and_its_time_is_kept() -> None:
    thing = Thing(slow=3)
    entries = procedure(thing.step()).run({"about": "it"})
    assert thing.made == 1
    assert entries.seconds("make") == 30
    assert entries.facts == {"about": "it"}


@pytest.mark.parametrize("code", ["Throttling", "InvalidDBInstanceState", "InternalFailure"])
def test_an_error_that_passes_is_tried_again(code: str) -> None:
    thing = Thing(troubles=[refusal(code), refusal(code)])
    procedure(thing.step()).run({})
    assert thing.made == 1


def test_a_refusal_ends_the_run_and_the_next_one_goes_on() -> None:
    first, second = Thing(), Thing(troubles=[refusal("AccessDenied")])
    parameters = Parameters()
    steps = (first.step("first"), second.step("second"))
    with pytest.raises(OperationError, match=r"second: AWS refuses it: .*AccessDenied"):
        procedure(*steps, parameters=parameters).run({"about": 1})
    del parameters.kept["/lock"]
    entries = procedure(*steps, parameters=parameters).run({"about": 2})
    assert (first.made, second.made) == (1, 1)
    assert entries.facts == {"about": 1}, "an open journal keeps what it is about"
    assert entries.ended


def test_a_refusal_that_came_after_success_is_none() -> None:
    thing = Thing()

    def make() -> None:
        thing.made += 1
        raise refusal("InvalidParameter")

    procedure(Step(**{**vars(thing.step()), "do": make})).run({})
    assert thing.made == 1


def test_an_optional_step_is_left_out_with_its_reason_and_not_forgotten() -> None:
    thing = Thing(troubles=[refusal("AccessDenied")])
    said: list[str] = []
    entries = procedure(thing.step(optional="do it by hand"), say=said.append).run({})
    assert entries.ended
    assert "make was left out" in entries.notes[0]
    assert any("do it by hand" in each for each in said)


def test_a_step_that_never_ends_is_told_after_its_patience() -> None:
    thing = Thing(slow=10**6)
    with pytest.raises(OperationError, match="AWS has not done it in 10 minutes"):
        procedure(thing.step()).run({})


def test_the_lock_belongs_to_one_operator() -> None:
    parameters = Parameters()
    procedure(parameters=parameters)
    held = json.loads(parameters.kept["/lock"])
    parameters.kept["/lock"] = json.dumps({**held, "host": "another", "operator": "ann@another"})
    with pytest.raises(OperationError, match="ann@another is at work on test here, since 2026"):
        procedure(parameters=parameters)
    thing = Thing()
    mine = procedure(thing.step(), parameters=parameters, taken=False)
    mine.lock.take("test", take_over=True)
    mine.run({})
    assert thing.made == 1


def test_a_lock_of_a_process_that_is_gone_is_taken_over() -> None:
    parameters = Parameters()
    procedure(parameters=parameters)
    held = json.loads(parameters.kept["/lock"])
    assert held["process"] == os.getpid()
    parameters.kept["/lock"] = json.dumps({**held, "process": 2**22 + 1})
    procedure(parameters=parameters).run({})


def test_whoever_lost_the_lock_changes_nothing_more() -> None:
    parameters, thing = Parameters(), Thing()
    mine = procedure(thing.step(), parameters=parameters)
    procedure(parameters=parameters, taken=False).lock.take("test", take_over=True)
    with pytest.raises(OperationError, match="has taken over"):
        mine.run({})
    assert thing.made == 0
    mine.lock.release()
    assert "/lock" in parameters.kept, "the lock of the other stays"


def test_something_else_in_the_journals_place_is_told() -> None:
    parameters = Parameters({"/journal": "[]"})
    with pytest.raises(OperationError, match="/journal is no journal"):
        procedure(parameters=parameters).run({})


def test_a_plan_has_the_calls_and_a_state_the_times() -> None:
    thing = Thing(slow=3)
    planned = procedure(thing.step())
    shown = shown_as(text.plan(planned.looks()))
    assert "aws:Make" in shown
    assert "1 of 1 steps to do, about 2 minutes" in shown
    entries = planned.run({})
    told = shown_as(text.state(entries, planned.clock.now(), target_minutes=240))
    assert "the target (recovery.rto_minutes) is 240: met" in told
    late = shown_as(text.state(entries, planned.clock.now(), target_minutes=0))
    assert "missed" in late
    assert text.document(planned.looks(), entries)["steps"][0]["seconds"] == 30
