"""Networks as layer graphs, and the files their weights are kept in."""
