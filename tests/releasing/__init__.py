"""What `make release`, `make notices` and `make sbom` run."""
