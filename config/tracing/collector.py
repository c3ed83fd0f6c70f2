"""Traces in a workload: the variables of each program, and on AWS the collector beside it; pure.

The collector is a sidecar like those that a team writes itself, so its image, secret, memory and
rights are checked and built as theirs are.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from config.tracing.tracing_settings import SamplingSettings, TracingSettings
from config.workload import Program, Sidecar, Statement, Workload, variable

COLLECTOR = "otel-collector"
"""The name of the collector beside a program."""
PORT = 4318
"""OTLP over HTTP. Source: opentelemetry.io/docs/specs/otlp/#otlphttp-default-port"""
_CONFIGURATION = "COLLECTOR_CONFIG"


def traced(
    workload: Workload, settings: SamplingSettings, *, project: str, environment: str
) -> Workload:
    """Returns the workload whose programs send traces: on AWS to a collector beside them, on Docker
    to the container `traces`. What a program's own `environment` says wins."""
    return workload.with_programs(
        lambda name, program: _traced(program, name, settings, project, environment)
    )


def _traced(
    program: Program, name: str, settings: SamplingSettings, project: str, environment: str
) -> Program:
    on_aws = isinstance(settings, TracingSettings)
    share = settings.programs.get(name, settings.sample_percent)
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{'localhost' if on_aws else 'traces'}:{PORT}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        # Only traces have a receiver; an SDK that found none for the others would say so all day.
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_PROPAGATORS": "tracecontext,baggage",
        "OTEL_RESOURCE_ATTRIBUTES": f"deployment.environment.name={environment},"
        f"service.namespace={project}",
        "OTEL_SERVICE_NAME": name,
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": f"{share / 100:.6g}",
    }
    update: dict[str, Any] = {"environment": {**variables, **program.environment}}
    if isinstance(settings, TracingSettings):
        update["sidecars"] = {**program.sidecars, COLLECTOR: _collector(settings)}
        uses: dict[str, Any] = {}
        if settings.exporter == "xray":
            uses["statements"] = [*program.uses.statements, _X_RAY]
        elif port := urlsplit(settings.endpoint or "").port:
            uses["internet"] = sorted({*program.uses.internet, port})
        update["uses"] = program.uses.model_copy(update=uses)
    return program.model_copy(update=update)


_X_RAY = Statement(
    actions=["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    resources=["*"],
    reason="the collector of `tracing` sends traces, and X-Ray has no ARN for them",
)


def _collector(settings: TracingSettings) -> Sidecar:
    return Sidecar(
        image=settings.image,
        command=[f"--config=env:{_CONFIGURATION}"],
        environment={_CONFIGURATION: json.dumps(configuration(settings), sort_keys=True)},
        secrets=[settings.secret] if settings.secret else [],
        memory_mib=settings.memory_mib,
        # A program that answers is worth more than its traces.
        essential=False,
        # ECS stops in the reverse order, so the collector still takes the last traces.
        starts="before",
        capabilities=[],
    )


def configuration(settings: TracingSettings) -> Mapping[str, Any]:
    """Returns the collector's configuration, of which JSON is a valid form."""
    exporter, described = _exporter(settings)
    on_aws = settings.exporter == "xray"
    processors: dict[str, Any] = {
        "memory_limiter": {
            "check_interval": "1s",
            "limit_percentage": 80,
            "spike_limit_percentage": 25,
        },
        "batch": {"timeout": "5s"},
    }
    if on_aws:
        processors["resourcedetection"] = {"detectors": ["env", "ecs"]}
    return {
        "receivers": {
            "otlp": {
                "protocols": {
                    "grpc": {"endpoint": "localhost:4317"},
                    "http": {"endpoint": f"localhost:{PORT}"},
                }
            }
        },
        "processors": processors,
        "exporters": {exporter: described},
        "service": {
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    # The limiter must be the first, and batches are made of what is complete.
                    "processors": [
                        "memory_limiter",
                        *(["resourcedetection"] if on_aws else []),
                        "batch",
                    ],
                    "exporters": [exporter],
                }
            },
            "telemetry": {"logs": {"level": "warn"}, "metrics": {"level": "none"}},
        },
    }


def _exporter(settings: TracingSettings) -> tuple[str, Mapping[str, Any]]:
    if settings.exporter == "xray":
        # These fields of a span can be searched for.
        return "awsxray", {"indexed_attributes": ["http.route", "messaging.destination.name"]}
    described: dict[str, Any] = {"endpoint": settings.endpoint}
    if settings.secret:
        described["headers"] = {settings.header: f"${{env:{variable(settings.secret)}}}"}
    return "otlphttp", described
