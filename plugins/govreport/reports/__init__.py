"""The report: what it is made from, its view model, and the formats that place it."""
