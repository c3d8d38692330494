"""What is measured: declarations (themes/), what they range over (relations/), the engine, vintages."""
