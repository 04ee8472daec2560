"""The measures, a module for each subject; each function answers figures."""
