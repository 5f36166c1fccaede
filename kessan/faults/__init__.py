"""The attack: damage the raw input in every likely way, measure what is caught."""
