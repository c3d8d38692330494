"""What all web pages of the product share: their shell (include/templates/html/), labels, and how a text is chosen."""
