"""One mail: what it says, whether it may go to an address, how it is sent once, what came back of it.

Does not belong here: who gets which document (the files above).
"""
