"""A limit on calls, so that one client cannot starve the others."""

import time

from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from accounts.models import CallCount


class PerToken(BaseThrottle):
    """So many calls a calendar minute for each token (for each person, in a browser session)."""

    def allow_request(self, request, view):
        caller = request.auth.pk if request.auth else request.user.pk
        limit = int(api_settings.DEFAULT_THROTTLE_RATES["token"].split("/")[0])
        return CallCount.objects.count_call(caller, minute=int(time.time() // 60)) <= limit

    def wait(self):
        return 60 - time.time() % 60
