"""One handler per operation, one module per subject; the pipeline is the only way in."""
