"""`python -m casetrace`, the same as the command `casetrace`."""

import sys

from casetrace.cli.main import main

sys.exit(main())
