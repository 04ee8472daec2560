"""The closed list of functions of a mapping, gathered from the modules that declare them."""

from okr.exchange.mapping import functions_choice, functions_start, functions_text, functions_values
from okr.exchange.mapping.registry import FUNCTIONS, Example, Function

__all__ = ["FUNCTIONS", "Example", "Function"]

DECLARING = (functions_start, functions_text, functions_choice, functions_values)
