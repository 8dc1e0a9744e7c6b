"""The thin Dagster shell around the build: assets, partitions, checks, resources and runs."""
