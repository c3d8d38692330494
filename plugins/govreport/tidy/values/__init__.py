"""What a cell's text means as a date, an amount, a place, a code, an identifier."""
