"""The bench: what a build uses, by the number of releases, and what it may use."""
