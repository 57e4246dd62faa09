"""The dose: how much, how long, how often. One value, the same for catalogue, plan, sheet and API."""

from dataclasses import asdict, dataclass, fields, replace

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
# The catalogue counts days a week; a plan names them (api.md).
WEEKDAYS = {1: (1,), 2: (1, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5), 6: (1, 2, 3, 4, 5, 6), 7: EVERY_DAY}
BOUNDS = {
    "sets": (1, 10),
    "repetitions": (1, 100),
    "hold_seconds": (0, 300),
    "relax_seconds": (0, 300),
    "rest_seconds": (0, 600),
    "duration_minutes": (1, 120),
    "intensity_percent": (1, 100),
    "times_per_day": (1, 12),
}


@dataclass(frozen=True)
class Dose:
    """A dose. Seconds, minutes and percent of full strength; an absent number is None; weekdays 1 (Monday) to 7."""

    sets: int | None = None
    repetitions: int | None = None
    hold_seconds: int | None = None
    relax_seconds: int | None = None
    rest_seconds: int | None = None
    duration_minutes: int | None = None
    intensity_percent: int | None = None
    per_side: bool = False
    times_per_day: int = 1
    weekdays: tuple[int, ...] = EVERY_DAY

    def as_json(self):
        return asdict(self) | {"weekdays": list(self.weekdays)}

    def overlaid(self, given):
        """This dose with the fields of the dict `given` in place of its own."""
        given = {name: value for name, value in given.items() if name in DOSE_FIELDS}
        if given.get("weekdays") is not None:
            given["weekdays"] = tuple(sorted(set(given["weekdays"])))
        return replace(self, **given)

    def session_seconds(self):
        """Length of one session in seconds, by section 0 of the rules: an absent number counts 0, absent sets 1."""
        sets = self.sets or 1
        if self.duration_minutes:
            return self.duration_minutes * 60 * sets
        once = (self.hold_seconds or 0) + (self.relax_seconds or 0) + 3
        sides = 2 if self.per_side else 1
        return sets * (self.repetitions or 0) * sides * once + (sets - 1) * (self.rest_seconds or 0)


DOSE_FIELDS = tuple(field.name for field in fields(Dose))


def _bounded(name, label, *, null=True):
    low, high = BOUNDS[name]
    validators = [MinValueValidator(low), MaxValueValidator(high)]
    return models.PositiveSmallIntegerField(label, null=null, blank=null, validators=validators)


class Dosage(models.Model):
    """The columns of a dose; every bound of the contract is also kept by the database."""

    sets = _bounded("sets", _("sets"))
    repetitions = _bounded("repetitions", _("times"))
    hold_seconds = _bounded("hold_seconds", _("hold, seconds"))
    relax_seconds = _bounded("relax_seconds", _("relax, seconds"))
    rest_seconds = _bounded("rest_seconds", _("rest between sets, seconds"))
    duration_minutes = _bounded("duration_minutes", _("minutes"))
    intensity_percent = _bounded("intensity_percent", _("effort, percent of full strength"))
    per_side = models.BooleanField(_("each side"), default=False)
    times_per_day = _bounded("times_per_day", _("times a day"), null=False)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name=_("days"))

    class Meta:
        abstract = True
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__range": bounds}) | Q(**{name: None}),
                    name=f"%(class)s_{name}_within_bounds",
                )
                for name, bounds in BOUNDS.items()
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=list(EVERY_DAY), weekdays__len__gte=1),
                name="%(class)s_weekdays_named",
            ),
            models.CheckConstraint(
                condition=Q(repetitions__isnull=False) | Q(duration_minutes__isnull=False),
                name="%(class)s_counted_or_timed",
            ),
        ]

    @property
    def dose(self):
        return Dose(**{name: getattr(self, name) for name in DOSE_FIELDS} | {"weekdays": tuple(self.weekdays)})

    @dose.setter
    def dose(self, dose):
        for name in DOSE_FIELDS:
            setattr(self, name, getattr(dose, name))
        self.weekdays = list(dose.weekdays)
