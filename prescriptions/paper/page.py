"""What stands on the paper of a plan: the frozen sheet in the patient's language, and how the plan stands today."""

import io
import math
from dataclasses import dataclass
from datetime import date, timedelta

import segno
from django.utils import translation
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.dosage import EVERY_DAY, Dose
from exercises.figures import paper_figure
from exercises.vocabulary import Method, Position, words
from exercises.wording import dose_parts
from prescriptions.paper.characters import Verbatim, all_printable
from prescriptions.paper.words import NOTICES, stop_words, words_of
from prescriptions.schedule import due_on

MOST_BOXES = 3  # a day, under an exercise; what is due more often has one and is counted in marks
LONGEST_RECORD = timedelta(weeks=26)


@dataclass(frozen=True)
class WayIn:
    """What opens the same plan without an account: the address behind the QR code, and the code to type by hand."""

    link: str
    code: str
    address: str  # where the code is typed


def page_of(plan, *, now, way_in=None):
    """Everything that is printed of an issued `plan` at the instant `now`, as plain data for the template."""
    sheet = plan.sheet
    with translation.override(sheet["patient"]["language"]):
        page = {
            "title": _("Your exercises at home"),
            "language": sheet["patient"]["language"],
            "clinic": sheet["clinic"],
            "words": words_of(sheet) | _foot(plan, way_in),
            "patient": {"name": sheet["patient"]["name"], "about": ", ".join(_identity(plan, way_in)[1:])},
            "plan": _standing(plan, now),
            "exercises": [_exercise(plan, line, number) for number, line in enumerate(sheet["items"], start=1)],
            "note": sheet["note"],
            "advice": [{"title": each["title"], "text": each["text"]} for each in sheet["advice"]],
            "stop": stop_words(sheet),
            "way_in": _way_in(way_in),
            "record": _record(plan),
        }
    return all_printable(page)


def _identity(plan, way_in, form="DATE_FORMAT"):
    """Who the paper belongs to. Beside a way in the birth date is left out: it is what a finder must not know."""
    patient, number = plan.sheet["patient"], plan.episode.patient.record_number
    if way_in is not None:
        return [patient["name"], number]
    return [patient["name"], _("born %(date)s") % {"date": _in_words(patient["birth_date"], form)}, number]


def _foot(plan, way_in):
    """What stands under every page: how long the plan counts, whose it is, who issued it. Short: it is on each."""
    issued_on = plan.episode.patient.today(plan.issued_at)
    ends_on = _in_words(plan.sheet["ends_on"])
    issued = {"name": plan.issued_by, "date": date_format(issued_on, "SHORT_DATE_FORMAT")}
    return {
        "foot": _("Plan %(version)s, valid until %(end)s") % {"version": plan.version, "end": ends_on},
        "identity": ", ".join(_identity(plan, way_in, "SHORT_DATE_FORMAT")) + ".",
        "issued": _("Issued by %(name)s, %(date)s.") % issued,
    }


def _in_words(day, form="DATE_FORMAT"):
    return date_format(date.fromisoformat(day), form)


def _standing(plan, now):
    """The plan's version and dates, and a warning if it is not the one to follow now."""
    sheet = plan.sheet
    dates = {"start": _in_words(sheet["starts_on"]), "end": _in_words(sheet["ends_on"])}
    return {
        "version": str(plan),
        "dates": _("%(start)s to %(end)s") % dates,
        "length": _length(sheet),
        "notice": str(NOTICES.get(plan.status_on(plan.episode.patient.today(now)), "")),
    }


def _length(sheet):
    seconds = sum(_dose(line).session_seconds() for line in sheet["items"])
    minutes = max(1, math.ceil(seconds / 60))
    return ngettext("About %(count)d minute a time.", "About %(count)d minutes a time.", minutes) % {"count": minutes}


def _dose(line):
    return Dose(**line["dose"] | {"weekdays": tuple(line["dose"]["weekdays"])})


def _exercise(plan, line, number):
    dose = _dose(line)
    parts = dose_parts(dose, laterality=line["laterality"], side=line["side"] or "")
    times = dose.times_per_day
    return {
        "title": f"{number}. {line['title']}",
        # Norbekov is labelled for what it is wherever a patient meets it (S-24).
        "label": str(Method(line["method"]).label) if line["method"] == Method.NORBEKOV else "",
        "closed": _closed(plan, line["id"]),
        "dose": {"main": parts.amount, "more": parts.rhythm, "often": capfirst(parts.frequency)},
        "position": " · ".join([capfirst(str(Position(line["body_position"]).label)), *_equipment(line)]),
        "steps": line["steps"],
        "more": _more(line),
        "note": line["note"],
        "picture": _picture(line),
        "days": [
            {"name": str(WEEKDAYS_ABBR[day - 1]), "due": day in dose.weekdays and not _closed(plan, line["id"])}
            for day in EVERY_DAY
        ],
        "boxes": times if times <= MOST_BOXES else 1,
        "hint": _("Make a mark for each time.") if times > MOST_BOXES else "",
    }


def _equipment(line):
    known = words("equipment")
    return [str(known.get(each, each)) for each in line["equipment"] if each != "none"]


def _more(line):
    named = [
        (_("Picture it:"), line["mental_imagery"]),
        (_("Breathing:"), line["breathing"]),
        (_("Take care:"), " ".join(line["cautions"])),
    ]
    return [{"name": name, "text": text} for name, text in named if text]


def _closed(plan, item):
    """Why an exercise of a plan that goes on is left out for now."""
    paused = any(str(each.pk) == item and each.paused for each in plan.items.all())
    if paused or any(each["item"] == item and each["level"] == "hard" for each in plan.findings):
        return _("Leave this exercise out until your clinic says so.")
    return ""


def _picture(line):
    """The figure of the exercise, of the one it starts from, or the quiet one of its position."""
    drawn = paper_figure(line["exercise"], figure=line.get("figure", ""), position=line["body_position"])
    return drawn and {"svg": Verbatim(drawn.svg.decode()), "alt": Verbatim(drawn.alt)}


def _way_in(way_in):
    if way_in is None:
        return None
    return {
        "qr": {
            "svg": _qr(way_in.link),
            "alt": Verbatim(_("QR code. It opens the same plan on a phone: %(link)s") % {"link": way_in.link}),
        },
        "text": _(
            "Point the camera of your phone at the square."
            " Or open %(address)s and type the code. Then your birth date is asked. Keep this page to yourself."
        )
        % {"address": way_in.address},
        "code": way_in.code,
    }


def _qr(link):
    square = io.BytesIO()
    segno.make(link, error="m", micro=False).save(square, kind="svg", xmldecl=False, border=2)
    return Verbatim(square.getvalue().decode())


def _record(plan):
    """A table of weeks with as many boxes a day as there are times to exercise."""
    starts_on, ends_on = (date.fromisoformat(plan.sheet[name]) for name in ("starts_on", "ends_on"))
    last = min(ends_on, starts_on + LONGEST_RECORD - timedelta(days=1))
    pairs = [(line["id"], _dose(line)) for line in plan.sheet["items"]]
    monday = starts_on - timedelta(days=starts_on.weekday())
    weeks = []
    while monday <= last:
        days = [monday + timedelta(days=ahead) for ahead in range(7)]
        boxes = [_times(pairs, day, starts_on, last) for day in days]
        cells = [
            {"name": str(day.day) if starts_on <= day <= last else "", "boxes": count}
            for day, count in zip(days, boxes, strict=True)
        ]
        weeks.append({"name": date_format(monday, "SHORT_DATE_FORMAT"), "days": cells})
        monday += timedelta(weeks=1)
    return {"names": [str(WEEKDAYS_ABBR[day - 1]) for day in EVERY_DAY], "weeks": weeks}


def _times(pairs, day, starts_on, ends_on):
    due = due_on(pairs, day, starts_on=starts_on, ends_on=ends_on)
    return max((each.occurrence for each in due), default=0)
