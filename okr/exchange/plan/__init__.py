"""Plan files: goals as YAML that people read, edit and review."""
