"""The demonstration: two clinics with invented people, whose care was written by the actions the pages use.

Every date is counted back from `now`, so that the clinic looks the same on whatever day it is opened.
"""

from prescriptions.demonstration.northfield import NORTHFIELD
from prescriptions.demonstration.people import PASSWORD, open_clinics
from prescriptions.demonstration.southgate import SOUTHGATE
from prescriptions.demonstration.telling import tell
from prescriptions.demonstration.ways import BIRTH_DATE, CODE, LINK, open_ways

__all__ = ["BIRTH_DATE", "CODE", "LINK", "PASSWORD", "fill"]


def fill(*, now):
    """Fill an empty database whose library is loaded; `now` is an aware instant. Called once, by `manage.py demo`."""
    northfield, southgate = open_clinics()
    for place, stories in ((northfield, NORTHFIELD), (southgate, SOUTHGATE)):
        for story in stories:
            tell(story, place, now=now)
    open_ways(now=now)
