"""Settings of a Superset of one's own; secrets come from the environment."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
# What Superset itself keeps: dashboards, users.
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA"]
