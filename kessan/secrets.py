"""What may be shown of an address: never its password or its secrets."""

import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "***"
# user:password@ and everything behind a question mark.
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
QUERY = re.compile(r"(\w+://[^\s?]*)\?\S*")
# A webhook's path is its secret.
PATH = re.compile(r"(https?://[^/\s]+)/\S+")


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without what is secret in its URLs, and without these secrets."""
    for secret in filter(None, secrets):
        for form in (secret, quote(secret, safe="")):
            text = text.replace(form, MASK)
    text = CREDENTIALS.sub(f"{MASK}@", text)
    text = QUERY.sub(rf"\1?{MASK}", text)
    return PATH.sub(rf"\1/{MASK}", text)
