"""The migrations, in order; each is written out in full and imports nothing of okr, so that it never changes."""
