"""Tells people how runs end: a failure, and the first success after one."""

import json
import os
import subprocess
import urllib.request
from dataclasses import asdict

from tenacity import retry, stop_after_attempt, wait_random_exponential

from kessan.history import NOTHING_TO_DO, PUBLISHED, Run
from kessan.secrets import masked

COMMAND = "KESSAN_NOTIFY_COMMAND"
URL = "KESSAN_NOTIFY_URL"
SECONDS = 10


def is_news(run: Run, before: Run | None) -> bool:
    """Whether people should hear of a run: it failed, or the one before did."""
    sound = (PUBLISHED, NOTHING_TO_DO)
    return run.status not in sound or (
        before is not None and before.status not in sound
    )


def notify(run: Run) -> list[str]:
    """Tell the command and the address that the environment names.

    The command gets the run as JSON on its standard input and KESSAN_RUN_STATUS
    in its environment; the address gets it as the body of a POST. Returns what
    could not be told, as sentences without secrets: a run does not fail by it.
    """
    problems = []
    body = json.dumps(asdict(run), ensure_ascii=False).encode()
    if command := os.environ.get(COMMAND):
        try:
            subprocess.run(
                command,
                shell=True,
                input=body,
                env=os.environ | {"KESSAN_RUN_STATUS": run.status or ""},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=True,
                timeout=SECONDS,
            )
        except (OSError, subprocess.SubprocessError) as error:
            problems.append(f"{COMMAND} failed: {type(error).__name__}")
    if url := os.environ.get(URL):
        try:
            _post(url, body)
        except (OSError, ValueError) as error:
            problems.append(f"{URL} {masked(url)} failed: {masked(str(error))}")
    return problems


@retry(
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.2, max=2),
    reraise=True,
)
def _post(url: str, body: bytes) -> None:
    """Send JSON to an address.

    Raises OSError when it is not reached or refuses, ValueError when it is none.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError("an address begins with http:// or https://")
    request = urllib.request.Request(
        url, body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=SECONDS):
        pass
