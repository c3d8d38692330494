"""What is measured: declarations (one a theme), the engine that computes them, and how figures are read back."""
