"""What leaders read: one view model (model.py), sentences (narrative.py), charts, and the formats that place them."""
