"""How allauth behaves here: clinics make accounts, visitors do not."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignup(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False


def display_name(user):
    return str(user)
