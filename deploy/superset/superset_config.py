"""Settings of a Superset of one's own; secrets come from the environment."""

import os

from superset.config import TALISMAN_CONFIG

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
# What Superset itself keeps: dashboards, users.
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA"]
# Superset would have every page fetch a picture that counts it, from elsewhere.
POLICY = TALISMAN_CONFIG["content_security_policy"]
POLICY["img-src"] = [source for source in POLICY["img-src"] if "scarf" not in source]
