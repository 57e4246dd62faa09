"""The production settings with the ceilings' addresses beside the product's, and a token limit that nobody reaches.

The limit still counts every call, as in production; at 600 a minute the measurement would be of refusals.
"""

from config.settings import *  # noqa: F403
from config.settings import REST_FRAMEWORK

ROOT_URLCONF = "benchmarks.urls"
REST_FRAMEWORK |= {"DEFAULT_THROTTLE_RATES": {"token": "1000000000/min"}}
