"""`python -m kessan` is the command `kessan`."""

from kessan.cli import main

if __name__ == "__main__":
    main()
