"""Services of AWS App Runner, as the AWS CLI describes them, read into a workload and settings."""

from operations.adopt.apprunner.reading import read

__all__ = ["read"]
