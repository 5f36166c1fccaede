"""The Financial Statement Data Sets of the SEC: `sub`, `num`, `pre` and `tag`."""
