"""Two documents are compared by what they want to exist."""

import io
import json
from typing import Any

import pytest

from engine.values.values import UNKNOWN
from operations.errors import OperationError
from operations.plan.changes import Comparison
from operations.plan.compare import compare
from operations.plan.document import Document
from operations.plan.plan_text import comparison, show

STACK = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"
QUEUE = "urn:pulumi:prod::shop::aws:sqs/queue:Queue::"


def state(inputs: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return {"inputs": inputs or {}, **options}


def preview(**queues: dict[str, Any]) -> Document:
    """The document of a first preview: a stack with queues."""
    wanted = {STACK: state(), **{QUEUE + name: given for name, given in queues.items()}}
    steps = [{"op": "create", "urn": urn, "newState": given} for urn, given in wanted.items()]
    return {"steps": steps, "duration": 1, "changeSummary": {"create": len(steps)}}


def changed(old: Any, new: Any) -> Comparison:
    """Compares two versions of one queue."""
    return compare(preview(jobs=old), preview(jobs=new), before_file="old.json")


def lines(found: Comparison) -> list[str]:
    """What is printed of it."""
    file = io.StringIO()
    show(comparison(found), file)
    return file.getvalue().splitlines()


def printed(old: Any, new: Any) -> list[str]:
    """What is printed of the differences between two values of a queue's inputs."""
    return [line.strip() for line in lines(changed(state(old), state(new)))[1:-2]]


def test_equal_documents_say_so() -> None:
    assert lines(changed(state({"delaySeconds": 1}), state({"delaySeconds": 1}))) == [
        "nothing changed"
    ]


def test_what_is_created_updated_and_deleted_is_shown_with_its_properties() -> None:
    before = preview(mails=state(), jobs=state({"delaySeconds": 1, "name": "jobs"}), same=state())
    after = preview(jobs=state({"delaySeconds": 2, "policy": "x"}), news=state(), same=state())
    assert lines(compare(before, after, before_file="old.json")) == [
        "- aws:sqs:Queue  mails",
        "~ aws:sqs:Queue  jobs",
        "    ~ delaySeconds: 1 -> 2",
        '    + policy: "x"',
        '    - name: "jobs"',
        "+ aws:sqs:Queue  news",
        "",
        "1 deleted, 1 updated, 1 created, 2 unchanged",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"tags": {"a.b": "x"}}, {"tags": {"a.b": "y"}}, ['~ tags["a.b"]: "x" -> "y"']),
        ({"rules": [{"port": 1}]}, {"rules": [{"port": 2}]}, ["~ rules[0].port: 1 -> 2"]),
        ({"rules": [{"port": 1}]}, {"rules": []}, ['- rules[0]: {"port": 1}']),
        (
            {"vars": [{"name": "B", "value": "1"}, {"name": "C", "value": "2"}]},
            {"vars": [{"name": "A", "value": "0"}, {"name": "C", "value": "3"}]},
            [
                '+ vars[A]: {"name": "A", "value": "0"}',
                '~ vars[C].value: "2" -> "3"',
                '- vars[B]: {"name": "B", "value": "1"}',
            ],
        ),
        (
            {"rules": [{"a": 1, "b": 1}, {"a": 2, "b": 2}]},
            {"rules": [{"a": 3, "b": 3}, {"a": 1, "b": 1}, {"a": 2, "b": 9}]},
            ['+ rules[0]: {"a": 3, "b": 3}', "~ rules[2].b: 2 -> 9"],
        ),
        ({"zones": ["a"]}, {"zones": ["a", "b"]}, ['~ zones: ["a"] -> ["a", "b"]']),
        ({"a": {"b": {"c": True}}}, {"a": {"b": {}}}, ["- a.b.c: true"]),
        ({"a": 1}, {"a": "1"}, ['~ a: 1 -> "1"']),
        ({"a": None}, {}, ["- a: null"]),
        ({"name": "x"}, {"name": UNKNOWN}, ['~ name: "x" -> known after up']),
        ({"ids": [UNKNOWN]}, {"ids": ["i"]}, ['~ ids: [known after up] -> ["i"]']),
    ],
)
def test_each_property_is_shown_by_its_path(
    old: dict[str, Any], new: dict[str, Any], expected: list[str]
) -> None:
    assert printed(old, new) == expected


def test_documents_in_a_text_are_compared_by_their_content() -> None:
    statement = {"Effect": "Allow", "Action": ["sqs:SendMessage"]}
    old = {"policy": json.dumps({"Statement": [statement]})}
    same = {"policy": json.dumps({"Statement": [statement]}, indent=2)}
    new = {"policy": json.dumps({"Statement": [{**statement, "Effect": "Deny"}]})}
    assert changed(state(old), state(same)).changes == ()
    assert printed(old, new) == ['~ policy.Statement[0].Effect: "Allow" -> "Deny"']


def test_of_a_text_of_many_lines_only_those_that_differ_are_shown() -> None:
    old, new = {"code": "a\nb\nc\n"}, {"code": "a\nB\nc\n"}
    assert printed(old, new) == ["~ code: changed lines", "-b", "+B"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("hush", "[secret]", "~ password: not secret -> [secret]"),
        ("[secret]", "hush", "~ password: [secret] -> not secret"),
        (["hush"], ["[secret]"], "~ password: not secret -> [secret]"),
        (None, "[secret]", "+ password: [secret]"),
        ("[secret]", None, "- password: [secret]"),
    ],
)
def test_what_is_or_was_secret_is_never_shown(old: Any, new: Any, expected: str) -> None:
    sides = [{"password": value} if value else {} for value in (old, new)]
    assert printed(*sides) == [expected]


def test_two_secrets_count_as_equal() -> None:
    assert changed(state({"password": "[secret]"}), state({"password": "[secret]"})).changes == ()


def test_options_are_compared_in_parentheses() -> None:
    old = state(protect=True, dependencies=[QUEUE + "a", QUEUE + "b"], ignoreChanges=["x"])
    new = state(dependencies=[QUEUE + "c", QUEUE + "a"], ignoreChanges=["x", "y"])
    assert [line.strip() for line in lines(changed(old, new))[1:-2]] == [
        "- (protect): true",
        '+ (ignoreChanges): "y"',
    ]


def test_what_differs_in_the_order_of_work_only_is_counted() -> None:
    before = preview(jobs=state(dependencies=[QUEUE + "a"]), mails=state({"delaySeconds": 1}))
    after = preview(jobs=state(dependencies=[QUEUE + "b"]), mails=state({"delaySeconds": 2}))
    assert lines(compare(before, after, before_file="old.json")) == [
        "~ aws:sqs:Queue  mails",
        "    ~ delaySeconds: 1 -> 2",
        "  1 more differ in the order of work only, which AWS does not see",
        "",
        "2 updated, 1 unchanged",
    ]


def test_a_replacement_is_told_with_what_causes_it_and_whether_up_refuses() -> None:
    before = preview(jobs=state({"name": "a"}, protect=True))
    after = preview(jobs=state({"name": "b"}, protect=True))
    assert lines(compare(before, after, before_file="old.json")) == [
        "± aws:sqs:Queue  jobs  replaced, by name; protected: `up` refuses",
        '    ~ name: "a" -> "b"',
        "",
        "1 replaced (1 protected), 1 unchanged",
    ]


def test_what_refers_to_a_replaced_resource_changes_with_it() -> None:
    policy = "urn:pulumi:prod::shop::aws:sqs/queuePolicy:QueuePolicy::policy"
    refers = {"queueUrl": "${sqs.Queue jobs.url}"}, {"queueUrl": [QUEUE + "jobs"]}
    documents = []
    for name in ("a", "b"):
        document = preview(jobs=state({"name": name}))
        given = state(refers[0], propertyDependencies=refers[1])
        document["steps"].append({"op": "create", "urn": policy, "newState": given})
        documents.append(document)
    assert lines(compare(*documents, before_file="old.json")) == [
        "± aws:sqs:Queue  jobs  replaced, by name",
        '    ~ name: "a" -> "b"',
        "± aws:sqs:QueuePolicy  policy  replaced, by queueUrl",
        "    ~ queueUrl of jobs, which is replaced",
        "",
        "2 replaced, 1 unchanged",
    ]


def test_another_region_is_everything_anew() -> None:
    provider = "urn:pulumi:prod::shop::pulumi:providers:aws::main"
    documents = []
    for region in ("eu-central-1", "eu-south-1"):
        document = preview(jobs=state({}, provider=f"{provider}::1", protect=True))
        given = state({"region": region, "allowedAccountIds": '["111122223333"]'})
        document["steps"].append({"op": "create", "urn": provider, "newState": given})
        documents.append(document)
    shown = lines(compare(*documents, before_file="old.json"))
    assert shown[:2] == [
        "± everything anew: 1 resources go from eu-central-1 to eu-south-1 and begin empty there; "
        "what they hold is not moved",
        "    1 of them are protected, so `up` refuses",
    ]
    assert shown[-1] == "1 replaced (1 protected), 1 updated, 1 unchanged"


def test_references_are_compared_where_both_documents_have_them() -> None:
    documents = []
    for action in ("sqs:SendMessage", "sqs:*"):
        document = preview(jobs=state({"policy": UNKNOWN}))
        text = json.dumps({"Statement": [{"Action": action, "Resource": "${sqs.Queue jobs.arn}"}]})
        documents.append({**document, "references": {QUEUE + "jobs": {"policy": text}}})
    [line] = [
        line for line in lines(compare(*documents, before_file="old.json")) if "Action" in line
    ]
    assert line.strip() == '~ policy.Statement[0].Action: "sqs:SendMessage" -> "sqs:*"'
    del documents[0]["references"]
    shown = lines(compare(*documents, before_file="old.json"))
    assert shown[0].startswith("1 inputs hold what neither document knows, and count as unchanged")


def test_the_order_of_options_is_no_difference() -> None:
    urns = [QUEUE + "a", QUEUE + "b"]
    assert changed(state(dependencies=urns), state(dependencies=urns[::-1])).changes == ()


def test_the_id_of_a_provider_is_no_difference_but_another_provider_is() -> None:
    provider = "urn:pulumi:prod::shop::pulumi:providers:aws::"
    main, other = f"{provider}main::1c1a63ac", f"{provider}other::1c1a63ac"
    unknown = f"{provider}main::{UNKNOWN}"
    assert changed(state(provider=main), state(provider=unknown)).changes == ()
    assert changed(state(provider=other), state(provider=unknown)).changes != ()


def test_what_the_provider_filled_in_is_no_difference() -> None:
    old = {
        "__defaults": ["name", "fifoQueue"],
        "name": "jobs-1a2b3c",
        "fifoQueue": False,
        "delaySeconds": 1,
        "rules": [{"__defaults": ["port"], "port": 1, "kind": "x"}],
    }
    new = {"delaySeconds": 1, "rules": [{"kind": "x"}]}
    assert changed(state(old), state(new)).changes == ()
    assert changed(state(new), state(old)).changes == ()
    assert printed(old, {**new, "name": "jobs"}) == ['+ name: "jobs"']


def test_a_checksum_counts_only_where_both_sides_have_one() -> None:
    file = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "text": "x"}
    with_hash = {**file, "hash": "9b1c"}
    assert changed(state({"source": with_hash}), state({"source": file})).changes == ()
    other = {**file, "hash": "ffff"}
    assert printed({"source": with_hash}, {"source": other}) == ['~ source.hash: "9b1c" -> "ffff"']


def existing(**queues: tuple[str, dict[str, Any]]) -> Document:
    """A document of the CLI for a stack that exists: operations, and the states after them."""
    steps: list[dict[str, Any]] = [{"op": "same", "urn": STACK, "newState": state()}]
    for name, (operation, given) in queues.items():
        step = {"op": operation, "urn": QUEUE + name, "oldState": state(id="1")}
        steps.append(step if operation == "delete" else {**step, "newState": given})
    return {"steps": steps, "duration": 1, "changeSummary": {"same": 1}}


def test_a_document_of_an_existing_stack_is_read_by_what_will_be() -> None:
    before = existing(
        jobs=("update", state({"delaySeconds": 1, "kmsKeyId": "arn:known"})),
        gone=("delete", {}),
        mails=("replace", state({"delaySeconds": 1})),
    )
    after = preview(
        jobs=state({"delaySeconds": 1, "kmsKeyId": UNKNOWN}), mails=state({"delaySeconds": 2})
    )
    assert lines(compare(before, after, before_file="old.json"))[:-2] == [
        "~ aws:sqs:Queue  mails",
        "    ~ delaySeconds: 1 -> 2",
    ]


@pytest.mark.parametrize(
    ("engines", "found"),
    [
        (["subnet-1", "subnet-2"], []),
        (["subnet-1"], ["    ~ ids: ["]),
        (["subnet-1", "subnet-9"], ["    ~ ids: ["]),
    ],
)
def test_what_only_the_engine_knows_within_a_list_is_no_difference(
    engines: list[str], found: list[str]
) -> None:
    before = existing(jobs=("update", state({"ids": engines})))
    after = preview(jobs=state({"ids": [UNKNOWN, "subnet-2"]}))
    changes = lines(compare(before, after, before_file="old.json"))[1:-2]
    assert [line[: len("    ~ ids: [")] for line in changes] == found


def test_a_document_that_leaves_out_what_is_unchanged_is_refused() -> None:
    before = {**existing(), "changeSummary": {"same": 8, "update": 1}}
    with pytest.raises(OperationError, match=r"old.json: leaves out 7 unchanged .* --show-sames"):
        compare(before, preview(), before_file="old.json")


def test_a_document_of_another_stack_is_refused() -> None:
    before = json.loads(json.dumps(preview()).replace("prod", "dev"))
    with pytest.raises(
        OperationError,
        match=r"old.json: is a document of shop-dev, and this preview is of shop-prod",
    ):
        compare(before, preview(), before_file="old.json")
