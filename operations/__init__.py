"""Day-2 tools: `python -m operations <command>`. Each works on the engine's own documents."""
