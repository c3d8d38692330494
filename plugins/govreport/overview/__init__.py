"""What stands where: quarters by districts at a glance, and everything about one quarter, for operators."""
