"""RabbitMQ in its container: exchanges, queues and bindings as it exports them."""

import json

from operations.docker.engine import containers
from operations.docker.engine.containers import Running

_KEPT = ("exchanges", "queues", "bindings", "policies")
"""Kinds of definitions that are kept. Users and permissions are not, because passwords are the
stack's own."""

_FILE = "/var/lib/rabbitmq/restored.json"


def definitions(broker: Running) -> str:
    """Returns the definitions, without messages and without users."""
    exported = containers.engine(
        "exec", broker.container, "rabbitmqctl", "--quiet", "export_definitions", "-"
    )
    found = json.loads(exported[exported.index("{") :])
    return json.dumps({name: found.get(name, []) for name in _KEPT}, indent=1)


def add(broker: Running, definitions_: str) -> None:
    """Creates the missing definitions. Nothing is removed, and no message is lost."""
    # It reads no pipe, so it gets a file in its volume; other folders may be read-only.
    script = (
        'cat > "$0" && rabbitmqctl --quiet import_definitions "$0"; ended=$?; rm "$0"; exit $ended'
    )
    containers.engine(
        *("exec", "--interactive", broker.container, "sh", "-c", script, _FILE), text=definitions_
    )
