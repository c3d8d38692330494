"""A document in somebody's hands: finding what it is, making it again from its inputs, and comparing."""
