"""What may be shown of an address: never its password or its secrets."""

import re

# user:password@ and everything behind a question mark.
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
QUERY = re.compile(r"(\w+://[^\s?]*)\?\S*")
# A webhook's path is its secret.
PATH = re.compile(r"(https?://[^/\s]+)/\S+")


def masked(text: str) -> str:
    """The text with what is secret in its URLs left out."""
    text = CREDENTIALS.sub("***@", text)
    text = QUERY.sub(r"\1?***", text)
    return PATH.sub(r"\1/***", text)
