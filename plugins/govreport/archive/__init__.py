"""The archive: a static site of a district's reports, figures and vintages that needs no server and no login."""
