"""What a node is to hold, as values: one generation for each account, and the files they make."""
