"""Behaviours of the interface, one a test, through Pilot."""
