"""Read a release: a document goes in, proven rows come out."""
