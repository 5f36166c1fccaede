"""The bench: how long a build takes, by the number of releases."""
