"""An environment on Docker, in daily use."""
