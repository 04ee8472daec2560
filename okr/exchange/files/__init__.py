"""Reading files of other people: each reader gives rows of raw text, within limits, and refuses in one sentence."""
