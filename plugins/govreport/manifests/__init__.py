"""What one stage hands to the next: small frozen records that name stored files by hash, a file a stage.

Every record serialises to JSON, so the command line keeps it in memory and Airflow passes it through XCom; neither ever
carries rows.
"""
