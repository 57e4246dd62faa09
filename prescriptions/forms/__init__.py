"""What clinicians type into plans, checked field by field."""
