"""The pictures of the exercises, drawn from pose data: `exercises/library/figures`, one block each."""

from exercises.figures.inspection import check_figures
from exercises.figures.paper import PaperFigure, paper_figure
from exercises.figures.shelf import figure_alt, figure_url, picture_of

__all__ = ["PaperFigure", "check_figures", "figure_alt", "figure_url", "paper_figure", "picture_of"]
