"""`python -m okr` is `okr`."""

import sys

from okr.cli import program

if __name__ == "__main__":
    sys.exit(program())
