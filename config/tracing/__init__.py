"""Distributed traces: their settings, and what programs and tasks get so that traces arrive.

SamplingSettings   the share of requests that is traced, for any environment
TracingSettings    the same on AWS, with the collector and the place that keeps traces
traced             a workload whose programs send traces
"""

from config.tracing.collector import COLLECTOR, traced
from config.tracing.tracing_settings import SamplingSettings, TracingSettings

__all__ = ["COLLECTOR", "SamplingSettings", "TracingSettings", "traced"]
