"""The tables, a module per subject; `storage.schema` gathers them."""
