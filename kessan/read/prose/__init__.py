"""Figures that stand in sentences."""
