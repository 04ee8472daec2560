"""Pure functions of the interface."""
