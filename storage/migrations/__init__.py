"""The steps from each version of the schema to the next; they import nothing of ours."""
