"""What columns mean: their periods, units, measures and scenarios."""
