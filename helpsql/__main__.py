"""`python -m helpsql` is the command `helpsql`."""

import sys

from helpsql.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
