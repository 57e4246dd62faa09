"""The whole site, and the ceilings: `size` is the number of bytes to answer with."""

from django.urls import path

from benchmarks import ceilings
from config.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500"]

urlpatterns = [
    *urlpatterns,
    path("ceilings/bare/<int:size>/<uuid:pk>/", ceilings.bare, name="ceiling_bare"),
    path("ceilings/session/<int:size>/<uuid:pk>/", ceilings.session, name="ceiling_session"),
    path("ceilings/token/<int:size>/<uuid:pk>/", ceilings.Token.as_view(), name="ceiling_token"),
    path("ceilings/unlimited/<int:size>/<uuid:pk>/", ceilings.Unlimited.as_view(), name="ceiling_unlimited"),
]
