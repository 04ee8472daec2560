"""Tools for working on okr; none of them is installed with it."""
