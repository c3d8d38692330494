"""Charts as SVG, drawn from figures; docs/adding-a-chart.md says how another one is added."""
