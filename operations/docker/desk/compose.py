"""`compose`: the environment on Docker as a docker-compose.yml, for people without Pulumi.

It is the plan of the stack with its own passwords and volumes, so it shares only the ports with the
environment of `make up`. Images that are built here have their `build:` in it.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from operations import outputs
from operations.docker.data import Stack
from operations.docker.stack import local_plan, project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder

_CONTAINER = "docker:index/container:Container"
_HEAD = """\
# Written by `make compose` from config/workload.yaml and Pulumi.{stack}.yaml; `docker compose up`
# runs it. Passwords in it are this file's own, so keep it to yourself, and keep it: its volumes
# open with no others.
"""


def compose(
    file: Annotated[Path, typer.Option(help="File to write.")] = Path("docker-compose.yml"),
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Write the environment as a file for docker compose."""
    folder = folder.resolve()
    platform = project.platform_of(folder, stack)
    target = folder / file
    outputs.check_writable(target)
    if target.exists():
        raise OperationError(
            "exists already, and contains the passwords of its volumes",
            file=target,
            remedy="remove it, or name another: FILE=",
        )
    config = {
        "plinth:settings": local_plan.settings(folder, stack),
        "plinth:local-secret": secrets.token_hex(32),
    }
    planned = local_plan.registered(stack, config, folder)
    document = described(planned, f"{platform.settings.tags.project}-{stack}-compose")
    text = yaml.safe_dump(document, sort_keys=False, width=100)
    with outputs.whole(target, private=True) as partial:
        partial.write_text(_HEAD.format(stack=stack) + text, encoding="utf-8")
    print(target)


def described(planned: local_plan.Planned, name: str) -> dict[str, Any]:
    """Returns the document."""
    containers = planned.of(_CONTAINER)
    kinds = {each: _label(inputs, "plinth.kind") for each, inputs in containers.items()}
    networks = {each["name"]: short for short, each in _short(planned, "network").items()}
    volumes = {each["name"]: short for short, each in _short(planned, "volume").items()}
    configs: dict[str, Any] = {}
    services = {}
    for each, inputs in containers.items():
        after = {
            other: {"condition": _condition(kinds[other], containers[other])}
            for other in planned.needs(each, set(containers))
        }
        services[each] = {
            **_image(planned, each, inputs),
            **_process(inputs, kinds[each]),
            **_limits(inputs),
            **_files(each, inputs, configs),
            "networks": {
                networks[network["name"]]: {"aliases": network["aliases"]}
                for network in inputs["networksAdvanced"]
            },
            "volumes": [_volume(item, volumes) for item in inputs.get("volumes") or ()],
            "depends_on": after,
        }
    return {
        "name": name,
        "services": {each: _filled(service) for each, service in services.items()},
        "networks": {short: {} for short in networks.values()},
        "volumes": {short: {} for short in volumes.values()},
        "configs": configs,
    }


def _short(planned: local_plan.Planned, kind: str) -> Mapping[str, Mapping[str, Any]]:
    return planned.of(f"docker:index/{kind}:{kind.capitalize()}")


def _image(planned: local_plan.Planned, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    reference = _label(inputs, "plinth.image")
    for image in planned.of("docker:index/image:Image").values():
        if image["imageName"] == reference:
            build = dict(image["build"])
            context = Path(build["context"])
            build["dockerfile"] = str(Path(build["dockerfile"]).relative_to(context))
            return {"image": reference, "build": build}
    if reference.startswith("port "):
        return {"image": planned.of("docker:index/remoteImage:RemoteImage")[name]["name"]}
    return {"image": reference}


def _process(inputs: Mapping[str, Any], kind: str) -> dict[str, Any]:
    variables = local_plan.variables(inputs)
    return {
        "hostname": inputs.get("hostname"),
        # Compose reads `$` as the start of a variable.
        "entrypoint": [_escaped(each) for each in inputs.get("entrypoints") or ()],
        "command": [_escaped(each) for each in inputs.get("command") or ()],
        "environment": {key: _escaped(value) for key, value in variables.items()},
        "init": inputs.get("init"),
        "restart": inputs.get("restart"),
        "user": inputs.get("user"),
        # `docker compose run nightly-report` starts a job; `up` does not.
        "profiles": ["jobs"] if kind == "job" else None,
        "ports": [
            f"{each['ip']}:{each['external']}:{each['internal']}"
            for each in inputs.get("ports") or ()
        ],
        "extra_hosts": [f"{each['host']}:{each['ip']}" for each in inputs.get("hosts") or ()],
    }


def _limits(inputs: Mapping[str, Any]) -> dict[str, Any]:
    check = inputs.get("healthcheck")
    capabilities = inputs.get("capabilities") or {}
    return {
        "mem_limit": f"{int(inputs['memory'])}m",
        "memswap_limit": f"{int(inputs['memorySwap'])}m",
        "cpu_shares": _whole(inputs.get("cpuShares")),
        "read_only": inputs.get("readOnly") or None,
        "tmpfs": [
            f"{path}:{text}" if text else path for path, text in (inputs.get("tmpfs") or {}).items()
        ],
        "cap_add": list(capabilities.get("adds") or ()),
        "cap_drop": list(capabilities.get("drops") or ()),
        "security_opt": list(inputs.get("securityOpts") or ()),
        "stop_grace_period": f"{int(inputs['stopTimeout'])}s",
        "healthcheck": {
            "test": [_escaped(each) for each in check["tests"]],
            "interval": check["interval"],
            "timeout": check["timeout"],
            "retries": int(check["retries"]),
            "start_period": check["startPeriod"],
        }
        if check
        else None,
    }


def _files(name: str, inputs: Mapping[str, Any], configs: dict[str, Any]) -> dict[str, Any]:
    mounted = []
    for at, each in enumerate(inputs.get("uploads") or ()):
        key = f"{name}-{at}"
        configs[key] = {"content": _escaped(each["content"])}
        mounted.append({"source": key, "target": each["file"]})
    return {"configs": mounted}


def _volume(item: Mapping[str, Any], volumes: Mapping[str, str]) -> str:
    source = volumes.get(item.get("volumeName", ""), "") or item["hostPath"]
    mode = ":ro" if item.get("readOnly") else ""
    return f"{source}:{item['containerPath']}{mode}"


def _condition(kind: str, inputs: Mapping[str, Any]) -> str:
    if kind in ("setup", "migration"):
        return "service_completed_successfully"
    return "service_healthy" if inputs.get("healthcheck") else "service_started"


def _label(inputs: Mapping[str, Any], name: str) -> str:
    return next((str(each["value"]) for each in inputs["labels"] if each["label"] == name), "")


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _escaped(text: str) -> str:
    return text.replace("$", "$$")


def _filled(service: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a service without its empty keys."""
    return {key: value for key, value in service.items() if value not in (None, [], {}, "")}
