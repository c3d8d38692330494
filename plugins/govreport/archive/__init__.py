"""The archive: a static site of a district's reports, figures and vintages that needs no server.

Does not belong here: pages that need a login (govreport_airflow/pages).
May import explain, reports and what lies below.
"""
