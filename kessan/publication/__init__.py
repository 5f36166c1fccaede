"""What is published: generations of files, one of which is current."""
