"""What earlier reports and registers printed: claims, never inputs to a count."""
