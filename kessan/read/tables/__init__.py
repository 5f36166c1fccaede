"""The printed tables of a document: found, cut to lines and columns, titled."""
