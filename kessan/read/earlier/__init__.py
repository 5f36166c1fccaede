"""What earlier releases of a company say of a document: evidence, never more."""
