"""The dictionaries in docs/, written from the declarations so that they can't fall behind them."""
