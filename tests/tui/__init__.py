"""Tests of the full-screen interface."""
