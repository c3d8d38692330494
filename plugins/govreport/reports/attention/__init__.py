"""What leaders must be told: the rules that find matters for attention, and their order."""
