"""One mail: whether it may go, its text and marks, and the way out."""
