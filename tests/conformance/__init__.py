"""Tests of every backend, with the same tests."""
