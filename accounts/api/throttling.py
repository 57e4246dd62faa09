"""A limit on calls, so that one client cannot starve the others."""

import time

from django.core.cache import cache
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle


class PerToken(BaseThrottle):
    """So many calls a calendar minute for each token (for each person, in a browser session)."""

    def allow_request(self, request, view):
        caller = request.auth.pk if request.auth else request.user.pk
        limit = int(api_settings.DEFAULT_THROTTLE_RATES["token"].split("/")[0])
        key = f"calls:{caller}:{int(time.time() // 60)}"
        cache.add(key, 0, timeout=120)
        return cache.incr(key) <= limit

    def wait(self):
        return 60 - time.time() % 60
