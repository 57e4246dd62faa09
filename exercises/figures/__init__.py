"""The pictures of the exercises, drawn from pose data: `exercises/library/figures`, one block each."""

from exercises.figures.inspection import check_figures
from exercises.figures.shelf import figure_alt, figure_url, position_url

__all__ = ["check_figures", "figure_alt", "figure_url", "position_url"]
