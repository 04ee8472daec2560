"""Tests of reading: lists, cards, trees, explanations, reports and homes over one cascade."""
