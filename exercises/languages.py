"""Texts of the catalogue in more than one language: each record says its own, and holds its translations."""

from types import SimpleNamespace

from django.db import models
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Language


def title_at(path):
    """The title of the record at `path` ("item__exercise__"), for a query, in the language of who is reading now."""
    translated = KeyTextTransform("title", KeyTransform(get_language(), f"{path}texts"))
    return Coalesce(translated, F(f"{path}title"), output_field=models.TextField())


class Words(SimpleNamespace):
    """The texts of one record, all in one `language`."""


class Translated(models.Model):
    """A record whose TEXTS stand in its own `language`; `texts` holds them in others: language -> field -> text."""

    TEXTS = ()

    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    texts = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        abstract = True

    def is_told_in(self, language):
        """True if there are texts in `language`."""
        return language == self.language or language in self.texts

    def in_language(self, language):
        """The texts in `language`; where they are missing all of them in the record's own, never a mixture."""
        own = {name: getattr(self, name) for name in self.TEXTS}
        if language == self.language or language not in self.texts:
            return Words(language=self.language, **own)
        return Words(language=language, **own | self.texts[language])

    @property
    def words(self):
        """The texts in the language of whoever is reading now."""
        return self.in_language(get_language())
