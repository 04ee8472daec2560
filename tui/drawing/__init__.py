"""From view models to rows of lines: pure functions, one module per subject."""
