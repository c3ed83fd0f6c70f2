"""An AWS account in memory: moto, and the table by which resources are created in it."""
