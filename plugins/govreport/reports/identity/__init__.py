"""What tells one edition of a report from another: its fingerprint, the product's version, the record of its inputs."""
