"""`python -m okr` is `okr`."""

import sys

from okr.cli import main

if __name__ == "__main__":
    sys.exit(main())
