"""Benchmarks: what okr costs, each time against a raw floor measured in the same run on the same disk."""
