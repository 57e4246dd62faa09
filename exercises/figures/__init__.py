"""Where the picture of an exercise is, if it has been drawn."""

from functools import cache

from django.conf import settings
from django.templatetags.static import static


@cache
def _drawn():
    return frozenset(path.stem for path in (settings.BASE_DIR / "static" / "figures").glob("*.svg"))


def figure_url(key):
    """The public path of the figure of exercise `key`, or None until it is drawn."""
    return static(f"figures/{key}.svg") if key in _drawn() else None
