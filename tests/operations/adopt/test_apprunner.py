"""`adopt apprunner`: what becomes of each part of AWS's answers about a service."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from operations.__main__ import app
from operations.adopt.apprunner.remedies import UNKNOWN
from operations.plan import of_stack

RUNNER = CliRunner()
ARN = "arn:aws:apprunner:eu-west-1:123456789012:service/Order_API/8fe1"
SCALING = "arn:aws:apprunner:eu-west-1:123456789012:autoscalingconfiguration/high/1/aa"
ENVIRONMENT = {"LOG_LEVEL": "info", "API_TOKEN": "abcdefghijk", "lower": "x"}
API: dict[str, Any] = {
    "ServiceName": "Order_API",
    "ServiceId": "8fe1",
    "ServiceArn": ARN,
    "ServiceUrl": "x.eu-west-1.awsapprunner.com",
    "CreatedAt": "2024-01-01T00:00:00Z",
    "UpdatedAt": "2024-01-01T00:00:00Z",
    "Status": "RUNNING",
    "SourceConfiguration": {
        "ImageRepository": {
            "ImageIdentifier": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/order-api:3.1",
            "ImageConfiguration": {
                "RuntimeEnvironmentVariables": ENVIRONMENT,
                "RuntimeEnvironmentSecrets": {"BANK_KEY": "arn:aws:ssm:eu-west-1:1:parameter/x"},
                "StartCommand": "gunicorn app:app --bind '0.0.0.0:8000'",
                "Port": "8000",
            },
            "ImageRepositoryType": "ECR",
        },
        "AutoDeploymentsEnabled": True,
        "AuthenticationConfiguration": {"AccessRoleArn": "arn:aws:iam::123456789012:role/x"},
    },
    "InstanceConfiguration": {"Cpu": "1 vCPU", "Memory": "3 GB", "InstanceRoleArn": "arn:y"},
    "HealthCheckConfiguration": {"Protocol": "HTTP", "Path": "/health", "Interval": 10},
    "AutoScalingConfigurationSummary": {"AutoScalingConfigurationArn": SCALING},
    "NetworkConfiguration": {
        "EgressConfiguration": {"EgressType": "VPC", "VpcConnectorArn": "arn:x"},
        "IngressConfiguration": {"IsPubliclyAccessible": True},
        "IpAddressType": "IPV4",
    },
    "ObservabilityConfiguration": {"ObservabilityEnabled": True},
}
CODE: dict[str, Any] = {
    "ServiceName": "web",
    "SourceConfiguration": {
        "CodeRepository": {
            "RepositoryUrl": "https://github.com/o/r",
            "CodeConfiguration": {
                "ConfigurationSource": "API",
                "CodeConfigurationValues": {
                    "Runtime": "NODEJS_18",
                    "BuildCommand": "npm ci",
                    "StartCommand": "node app.js",
                    "Port": "3000",
                },
            },
        }
    },
    "InstanceConfiguration": {"Cpu": "256", "Memory": "512"},
    "HealthCheckConfiguration": {"Protocol": "TCP", "Path": "/"},
    "NetworkConfiguration": {"IngressConfiguration": {"IsPubliclyAccessible": False}},
}
DOMAINS = {
    "ServiceArn": ARN,
    "DNSTarget": "x.awsapprunner.com",
    "CustomDomains": [
        {"DomainName": "shop.example.org", "EnableWWWSubdomain": True},
        {"DomainName": "api.shop.example.org", "EnableWWWSubdomain": False},
        {"DomainName": "example.net"},
    ],
}
RANGE = {"AutoScalingConfigurationArn": SCALING, "MaxConcurrency": 100, "MinSize": 1, "MaxSize": 25}


def adopt(folder: Path, *answers: dict[str, Any], status: int = 0) -> dict[str, Any]:
    """What the command says about some answers, as JSON."""
    files = []
    for number, answer in enumerate(answers):
        file = folder / f"{number}.json"
        file.write_text(json.dumps(answer), "utf-8")
        files.append(str(file))
    words = ["adopt", "apprunner", *files, "--out", str(folder / "out"), "--json"]
    ended = RUNNER.invoke(app, [*words, "--domain", "shop.example.org"])
    assert ended.exit_code == status, ended.output
    found: dict[str, Any] = json.loads(ended.stdout) if not status else {"said": ended.exception}
    return found


def workload(folder: Path) -> dict[str, Any]:
    """The services that were written."""
    content = yaml.safe_load((folder / "out/config/workload.yaml").read_text("utf-8"))
    found: dict[str, Any] = content["services"]
    return found


def test_an_image_becomes_a_service_with_all_it_says(tmp_path: Path) -> None:
    lines = adopt(
        tmp_path, {"Service": API}, DOMAINS, {"AutoScalingConfiguration": RANGE}, {"Service": CODE}
    )["lines"]
    services = workload(tmp_path)
    assert services["order-api"] == {
        "image": "order-api:3.1",
        "port": 8000,
        "routes": [{"hosts": ["@", "www", "api"], "paths": ["/"], "auth": "none"}],
        "command": ["gunicorn", "app:app", "--bind", "0.0.0.0:8000"],
        "environment": {"LOG_LEVEL": "info"},
        "uses": {"secrets": ["api-token", "bank-key"]},
        "health_path": "/health",
        "cpu": 1024,
        "memory_mib": 3072,
        "writable_paths": ["/tmp"],
    }
    assert services["web"] == {
        "image": "web:1.0.0",
        "port": 3000,
        "build": {"context": "."},
        "command": ["node", "app.js"],
        "health_path": "/",
        "cpu": 256,
        "memory_mib": 512,
        "writable_paths": ["/tmp"],
    }
    told = {each["key"]: each for each in lines}
    assert "abcdefghijk" not in json.dumps(lines)
    assert told["CustomDomains[2]"]["fate"] == "left out"
    assert UNKNOWN not in {each["says"] for each in lines}
    settings = yaml.safe_load((tmp_path / "out/Pulumi.prod.yaml").read_text("utf-8"))
    sizes = settings["config"]["plinth:settings"]["sizes"]
    assert sizes == {"order-api": {"tasks_min": 2, "tasks_max": 16}}
    # What was written can be planned as it is.
    plan = of_stack(tmp_path / "out", "prod")
    assert {each.name for each in plan.of("ecs.Service")} == {"order-api", "web"}


def test_services_beside_each_other_have_hosts_of_their_own(tmp_path: Path) -> None:
    second = {**API, "ServiceName": "admin", "ServiceArn": "arn:other"}
    lines = adopt(tmp_path, {"Service": API}, {"Service": second})["lines"]
    hosts = {name: each["routes"][0]["hosts"] for name, each in workload(tmp_path).items()}
    assert hosts == {"order-api": ["order-api"], "admin": ["admin"]}
    # Without the figures of the range it is said where they are.
    assert any("describe-auto-scaling-configuration" in each["says"] for each in lines)


def test_one_service_answers_at_the_domain_itself_and_an_unknown_key_is_told(
    tmp_path: Path,
) -> None:
    lines = adopt(tmp_path, {"Service": {**API, "Quantum": {"on": True}}})["lines"]
    assert "hosts" not in workload(tmp_path)["order-api"]["routes"][0]
    assert [each["key"] for each in lines if each["says"] == UNKNOWN] == ["Service.Quantum"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [({"Services": []}, "describes no service"), ({}, "describes no service")],
)
def test_an_answer_without_a_service_is_refused(
    tmp_path: Path, answer: dict[str, Any], said: str
) -> None:
    assert said in str(adopt(tmp_path, answer, status=1)["said"])
    assert not (tmp_path / "out").exists()
