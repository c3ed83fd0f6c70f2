"""An engine that runs a Pulumi program in this process, without the Pulumi CLI.

`program.run` runs a project's folder as `pulumi preview` would; a backend decides what becomes of
each resource: planned only, or given plausible outputs.
"""
