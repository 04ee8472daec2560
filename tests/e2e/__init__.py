"""Whole ways through the product, on real data."""
