"""The only writer of API tokens."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Scope

LONGEST_LIFE_DAYS = 3650


def create_token(*, user, name, scopes, days, now):
    """Create a token of `user` that is valid for `days`; returns the secret, which is stored nowhere.

    Without `scopes` it carries all of them: what it may do is then what its user may do.
    """
    token = ApiToken(user=user, name=name.strip(), scopes=list(dict.fromkeys(scopes)) or Scope.values, created_at=now)
    if not 1 <= days <= LONGEST_LIFE_DAYS:
        raise ValidationError({"days": _("A token lives from 1 to %(most)s days.") % {"most": LONGEST_LIFE_DAYS}})
    secret = ApiToken.new_secret()
    token.digest = ApiToken.digest_of(secret)
    token.expires_at = now + timedelta(days=days)
    token.clean_fields(exclude={"user", "revoked_at", "last_used_at"})
    token.save()
    return secret


def revoke_token(*, by, token, now):
    """Make a token of `by` useless from the next call on. A second time changes nothing."""
    ApiToken.objects.filter(pk=token.pk, user=by, revoked_at=None).update(revoked_at=now)
