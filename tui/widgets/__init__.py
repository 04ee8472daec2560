"""Reusable widgets, each carrying its own default style."""
