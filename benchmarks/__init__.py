"""How fast the product answers, as ratios to what the same server process can do at most. See README.md."""
