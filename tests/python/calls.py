"""Runs calls of `kessan` one after the other, as a user types them, in one process.

Its input is a list of lists of arguments, in JSON; its output a list of the exit code
and what was said of each.
"""

import json
import sys

from click.testing import CliRunner

from kessan.cli import main

if __name__ == "__main__":
    ended = [CliRunner().invoke(main, arguments) for arguments in json.load(sys.stdin)]
    json.dump([(one.exit_code, one.output) for one in ended], sys.stdout)
