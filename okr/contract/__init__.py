"""Floor 2: what goes in and out; frozen commands, queries and results, one module per subject."""
