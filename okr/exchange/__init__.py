"""Formats in and out, each of which only reads or writes contract objects."""
