"""The viewer of the programs' traces on the developer's machine."""

from components.local.traces.traces import OTLP_PORT, Traces, TracesArgs

__all__ = ["OTLP_PORT", "Traces", "TracesArgs"]
