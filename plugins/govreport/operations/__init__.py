"""What people do around a run: check files before they are submitted, give rows back, restate a quarter."""
