"""Which language a person reads: the one they chose, else their record's, their clinic's, or that of whom they help."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import translation

from accounts.adapter import ClosedSignup
from accounts.models import Clinic, User
from accounts.statements import Statement
from patients.models import Helper, Patient


def with_language(people):
    """`people`, a queryset of User, each with what it reads as `reads`; no query more."""
    records = Patient.objects.filter(user=OuterRef("pk")).order_by(
        F("archived_at").asc(nulls_first=True), "-created_at"
    )
    clinics = Clinic.objects.filter(memberships__user=OuterRef("pk")).order_by("name")
    helped = Helper.objects.filter(user=OuterRef("pk"), ended_at=None).order_by("-added_at")
    return people.annotate(
        reads=Coalesce(
            NullIf(F("language"), Value("")),
            Subquery(records.values("language")[:1]),
            Subquery(clinics.values("language")[:1]),
            Subquery(helped.values("patient__language")[:1]),
            Value(settings.LANGUAGE_CODE),
        )
    )


def language_of(user):
    """The language of `user`: "en" or "ru". One query, unless `user` was read with it, as whoever signed in is."""
    if not hasattr(user, "reads"):
        user.reads = with_language(User.objects.filter(pk=user.pk)).get().reads
    return user.reads


# Asked by every page of whoever is signed in, so its SQL is written once.
COLUMNS = [field.attname for field in User._meta.concrete_fields]
PERSON = Statement(lambda pk: with_language(User.objects.filter(pk=pk)).values_list(*COLUMNS, "reads"), "pk")


class SignIn(AuthenticationBackend):
    """Sign-in by e-mail; the person of a session is read together with their language."""

    def get_user(self, user_id):
        rows = PERSON.rows(pk=user_id)
        if not rows:
            return None
        *columns, reads = rows[0]
        user = User.from_db("default", COLUMNS, columns)
        user.reads = reads
        return user if self.user_can_authenticate(user) else None


class MailInTheirLanguage(ClosedSignup):
    """Mail about signing in is written in the language of whom it goes to, not of the browser that asked for it."""

    def send_mail(self, template_prefix, email, context):
        user = User.objects.filter(email__iexact=email).first()
        with translation.override(language_of(user) if user else translation.get_language()):
            super().send_mail(template_prefix, email, context)


class SpeakTheirLanguage:
    """Every page but the public ones in the language of whoever is signed in.

    For visitors, and for calls of the API, LocaleMiddleware has chosen by cookie and Accept-Language. Public files
    stay public: who asks for them is not looked at.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.path.startswith("/api/") or not getattr(view, "login_required", True):
            return
        if request.user.is_authenticated:
            request.LANGUAGE_CODE = language_of(request.user)
            translation.activate(request.LANGUAGE_CODE)
