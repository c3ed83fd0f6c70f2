"""Settings of distributed traces. Programs speak OTLP to one address, on every environment."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, HeaderName, HttpsUrl, Image, Name, Section

Percent = Annotated[float, Field(ge=0, le=100, examples=[10])]


class SamplingSettings(Section):
    """Traces of requests through the programs, `{}` for the defaults. A change replaces tasks only.
    Programs get the variables of OpenTelemetry's SDKs, which send by OTLP over HTTP."""

    sample_percent: Percent = 10
    """Share of requests that are traced, in percent, where the caller has not decided already. A
    trace that is begun goes on through every program. Default: 10."""
    programs: Annotated[dict[Name, Percent], Field(examples=[{"orders": 100}])] = {}
    """Share of single programs that differs, by name. Default: none."""


class TracingSettings(SamplingSettings):
    """Traces of requests through the programs, `{}` for the defaults. A change replaces tasks only.
    Beside each program runs an OpenTelemetry collector, which sends what the program gives it."""

    exporter: Literal["xray", "otlp"] = "xray"
    """Place that keeps the traces. xray: AWS X-Ray, at 5 USD for a million traces
    (aws.amazon.com/cloudwatch/pricing). otlp: the address in `endpoint`. Default: xray."""
    endpoint: Annotated[HttpsUrl, Field(examples=["https://otlp.example.com"])] | None = None
    """Address of a service that takes OTLP over HTTP, without `/v1/traces`. Required with
    `exporter: otlp`."""
    secret: Annotated[Name, Field(examples=["tracing-key"])] | None = None
    """Secret whose value somebody enters by hand, sent in `header` to `endpoint`. Default: none."""
    header: HeaderName = "authorization"
    """Header that holds the secret. Default: authorization."""
    image: Image = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0"
    """Image of the collector. For `exporter: xray` it needs the components awsxray and
    resourcedetection, which AWS's image and OpenTelemetry's contrib image have. Default: AWS's
    distribution."""
    memory_mib: Annotated[int, Field(ge=64, le=4096, examples=[192])] = 192
    """Memory of each task in MiB that the collector may use; the program has the rest. The
    collector drops traces before it exceeds this. Default: 192."""

    def rules(self) -> Iterator[Broken]:
        """Checks that address and secret belong to the exporter that is chosen."""
        if self.exporter == "otlp" and self.endpoint is None:
            yield Broken("endpoint", None, "is missing: exporter: otlp needs the address")
        if self.exporter == "xray":
            for key in ("endpoint", "secret"):
                if (value := getattr(self, key)) is not None:
                    yield Broken(
                        key,
                        value,
                        "is for exporter: otlp; choose it, or leave this out",
                        lacks="exporter",
                    )
