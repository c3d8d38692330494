"""What goes out by mail about a quarter, to whom, and from which ledger."""
