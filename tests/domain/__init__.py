"""Tests of the domain's rules."""
