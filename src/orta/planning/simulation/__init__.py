"""What happens to consignments over time when capacity is scarce and days uncertain."""
