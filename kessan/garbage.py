"""How often Python looks for objects that only refer to each other.

It goes through all that it holds, again and again while something large is read and
once more when a process ends: a sixth of what a build waits for is this.
"""

import atexit
import gc

# New objects before it looks again; 700 of them by itself.
THRESHOLD = 500_000


def collect_rarely() -> None:
    """Have it look rarely in this process, and not when the process ends."""
    gc.set_threshold(THRESHOLD)
    atexit.register(gc.freeze)
