"""Widgets that several screens use; those with colours carry them as component classes."""
