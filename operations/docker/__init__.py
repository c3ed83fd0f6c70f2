"""An environment on Docker, from day to day."""
