"""Runs: from the input to a generation that readers have, or to a reason why not."""
