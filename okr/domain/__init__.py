"""Floor 1: vocabulary and rules as pure functions of plain values; no clock, no database, no framework."""
