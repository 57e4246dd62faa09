"""The patient's own view."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Scope
from patients.models import Patient
from prescriptions.api import answers
from prescriptions.api.reach import day_asked_for
from prescriptions.api.shapes import day_json
from prescriptions.day import days_of
from prescriptions.models import Plan, Status
from prescriptions.safety.facts import with_record


class Me(APIView):
    scope_for = {"GET": Scope.PLANS_READ}

    @extend_schema(operation_id="me", responses=answers.MeOut)
    def get(self, request):
        """Who is calling, and their records as a patient."""
        records = Patient.objects.owned_by(request.user).present()
        mine = [
            {
                "id": str(record.pk),
                "clinic": str(record.clinic_id),
                "name": record.name,
                "language": record.language,
                "time_zone": record.time_zone,
            }
            for record in records
        ]
        user = request.user
        return Response({"id": str(user.pk), "name": str(user), "email": user.email or "", "patients": mine})


def my_day(user, day, *, now):
    """All current plans of `user` on `day` (None: today where the patient lives), as one day of the contract."""
    mine = Plan.objects.owned_by(user).current().for_reading().with_items()
    plans = with_record(mine, now=now).order_by("starts_on", "pk")
    found = [each for each in days_of(plans, day, now=now) if each.status in (Status.ISSUED, Status.HELD)]
    each_day = [{"plan": str(each.plan.pk)} | day_json(each) for each in found]
    record = Patient.objects.owned_by(user).present().first() if not (found or day) else None
    date = found[0].date if found else day or (record.today(now) if record else now.date())
    issued = any(each.status == Status.ISSUED for each in found)
    return {
        "date": date.isoformat(),
        "status": str(Status.ISSUED if issued else Status.HELD) if found else None,
        "start": {
            "allowed": any(each.allowed for each in found),
            "findings": [finding for each in each_day for finding in each["start"]["findings"]],
        },
        "items": [item for each in each_day for item in each["items"]],
        "plans": each_day,
    }


class MyToday(APIView):
    scope_for = {"GET": Scope.PLANS_READ}

    @extend_schema(operation_id="me_today", responses=answers.MyDayOut)
    def get(self, request):
        """Today where the patient lives: all current plans."""
        return Response(my_day(request.user, None, now=timezone.now()))


class MyDay(APIView):
    scope_for = {"GET": Scope.PLANS_READ}

    @extend_schema(operation_id="me_day", responses=answers.MyDayOut)
    def get(self, request, date):
        """One of the patient's dates: all current plans."""
        return Response(my_day(request.user, day_asked_for(date), now=timezone.now()))
