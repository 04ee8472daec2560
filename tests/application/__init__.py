"""Tests of the handlers through the pipeline."""
