"""City figures from districts' signed reports."""
