"""`python -m kessan` is the command `kessan`."""

from kessan.cli import main

main()
