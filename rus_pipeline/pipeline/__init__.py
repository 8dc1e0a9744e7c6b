"""How an edition is made: its steps, in order, and which results are still current."""
