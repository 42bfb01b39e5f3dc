"""What can be done in the knowledge base, one verb a file; only actions write, and only actions record events."""
