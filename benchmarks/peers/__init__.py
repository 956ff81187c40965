"""Other engines over the same rows and filters, each behind one small protocol; one file a peer."""
