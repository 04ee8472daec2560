"""The mapping file: which column feeds which field, by a closed list of functions; there is no evaluator."""
