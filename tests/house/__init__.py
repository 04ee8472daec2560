"""Tests of the house rules, each with a planted fault."""
