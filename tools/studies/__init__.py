"""What the study of the feeders Aktau – Alat runs, counts and writes."""
