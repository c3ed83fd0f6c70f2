"""What a state of the Pulumi CLI says was declared."""

import json
from pathlib import Path

from operations.emulated import emulated_state

_ENCRYPTED = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    "ciphertext": "v1:abc",
}


def test_a_state_gives_what_the_program_declared(tmp_path: Path) -> None:
    provider = "urn:pulumi:prod::shop::pulumi:providers:aws::aws"
    queue = "urn:pulumi:prod::shop::aws:sqs/queue:Queue::jobs"
    resources = [
        {
            "urn": provider,
            "type": "pulumi:providers:aws",
            "id": "one",
            "inputs": {"region": "eu-north-1", "defaultTags": '{"tags": {"owner": "us"}}'},
        },
        {
            "urn": queue,
            "type": "aws:sqs/queue:Queue",
            "id": "https://jobs",
            "provider": f"{provider}::one",
            "inputs": {"__defaults": ["name"], "name": "jobs", "policy": _ENCRYPTED},
            "outputs": {"arn": "arn:jobs"},
            "ignoreChanges": ["delaySeconds"],
        },
        {"urn": f"{queue}-old", "type": "aws:sqs/queue:Queue", "id": "old", "delete": True},
    ]
    file = tmp_path / "prod.json"
    file.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    (found,) = emulated_state.read(file)
    assert (found.urn, found.id, found.inputs) == (queue, "https://jobs", {"name": "jobs"})
    assert (found.region, found.default_tags) == ("eu-north-1", {"owner": "us"})
    assert found.ignore_changes == ("delaySeconds",)
