"""The steps as Dagster assets, with partitions, checks, schedules, sensors and runs."""
