"""Loads the dashboard of this folder into a running Superset; needs Python alone.

Usage: python deploy/superset/load.py

The environment says where to and what of:

    SUPERSET_URL        Superset, http://localhost:8088 if not given
    SUPERSET_USER       a user who may import, admin if not given
    SUPERSET_PASSWORD   the password of that user
    KESSAN_SUPERSET_DATABASE
                        the copy in PostgreSQL as Superset reaches it, such as
                        postgresql+psycopg2://kessan_analyst:secret@db:5432/finance

It may be called again: what is there already is replaced, and keeps its address.
Exit codes: 0 loaded, 2 the environment lacks something, 3 Superset refuses or cannot
be reached.
"""

import http.cookiejar
import io
import json
import os
import sys
import urllib.error
import urllib.request
import uuid
import zipfile
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
DATABASE = "databases/kessan.yaml"
ADDRESS = "sqlalchemy_uri:"


def bundle(database: str) -> bytes:
    """The assets as a ZIP file, with the address of the database in its place."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(ASSETS.rglob("*.yaml")):
            name = path.relative_to(ASSETS).as_posix()
            text = path.read_text("utf-8")
            if name == DATABASE:
                place = next(
                    line for line in text.splitlines() if line.startswith(ADDRESS)
                )
                text = text.replace(place, f"{ADDRESS} {json.dumps(database)}")
            archive.writestr(f"kessan/{name}", text)
    return packed.getvalue()


class Superset:
    """A session of a user of Superset. Every call raises OSError when it fails."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Log in."""
        self.url = url.rstrip("/")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.headers = {"Referer": self.url}
        account = {
            "username": user,
            "password": password,
            "provider": "db",
            "refresh": True,
        }
        token = self.call("/api/v1/security/login", account)["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"
        token = self.call("/api/v1/security/csrf_token/")["result"]
        self.headers["X-CSRFToken"] = token

    def call(self, path: str, content: object = None) -> dict:
        """Get the answer to a request; with content, post that as JSON."""
        body = None if content is None else json.dumps(content).encode()
        return self._answer(path, body, "application/json")

    def try_database(self, database: str) -> None:
        """Have Superset connect to the database once."""
        self.call(
            "/api/v1/database/test_connection/",
            {"database_name": "Kessan", "sqlalchemy_uri": database},
        )

    def load(self, packed: bytes) -> None:
        """Import assets, in place of what is there."""
        boundary = uuid.uuid4().hex
        head = (
            f"--{boundary}\r\nContent-Disposition: form-data;"
            ' name="bundle"; filename="kessan.zip"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        )
        body = head.encode() + packed + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        self._answer("/api/v1/assets/import/", body, kind)

    def _answer(self, path: str, body: bytes | None, kind: str) -> dict:
        headers = self.headers | ({"Content-Type": kind} if body else {})
        request = urllib.request.Request(f"{self.url}{path}", body, headers)
        with self.opener.open(request, timeout=120) as response:
            return dict(json.loads(response.read()))


def main() -> int:
    """Load the assets, and say what is wrong when that cannot be done."""
    url = os.environ.get("SUPERSET_URL", "http://localhost:8088")
    given = {
        name: os.environ.get(name, "")
        for name in ("SUPERSET_PASSWORD", "KESSAN_SUPERSET_DATABASE")
    }
    if missing := [name for name, value in given.items() if not value]:
        print(f"set {' and '.join(missing)}; see {__file__}", file=sys.stderr)
        return 2
    try:
        superset = Superset(
            url, os.environ.get("SUPERSET_USER", "admin"), given["SUPERSET_PASSWORD"]
        )
        superset.try_database(given["KESSAN_SUPERSET_DATABASE"])
        superset.load(bundle(given["KESSAN_SUPERSET_DATABASE"]))
    except urllib.error.HTTPError as error:
        reason = error.read().decode("utf-8", "replace")[:2000]
        print(f"{url} refuses: {error}\n{reason}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"{url} cannot be reached: {error}", file=sys.stderr)
        return 3
    print(f"loaded; open {url}/superset/dashboard/kessan/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
