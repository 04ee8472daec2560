"""Floor 2: where the goals are held; schema, engine, unit of work and the statements per subject."""
