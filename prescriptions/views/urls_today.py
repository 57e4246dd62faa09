"""The patient's pages."""

from datetime import date

from django.urls import path, register_converter

from prescriptions.views import (
    calendar_feed,
    check_in,
    mail_links,
    progress,
    reminders,
    today,
    today_mark,
    worker,
)


class CalendarDate:
    """A date written YYYY-MM-DD; anything else is not an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text):
        return date.fromisoformat(text)

    def to_url(self, day):
        return day.isoformat()


class Month(CalendarDate):
    """A month written YYYY-MM: its first day."""

    regex = r"[12]\d{3}-\d{2}"

    def to_python(self, text):
        return date.fromisoformat(f"{text}-01")

    def to_url(self, day):
        return f"{day:%Y-%m}"


register_converter(CalendarDate, "day")
register_converter(Month, "month")

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/check-in/", check_in.check_in, name="check_in"),
    path("today/report/", check_in.report, name="report"),
    path("today/check-in/<uuid:pk>/take-back/", check_in.take_back, name="take_back"),
    path("progress/", progress.progress, name="progress"),
    path("progress/<month:month>/", progress.progress, name="progress_month"),
    path("sw.js", worker.worker, name="worker"),
    path("today/<day:date>/", today.day, name="day"),
    path("today/<day:date>/<uuid:item>/<int:occurrence>/", today_mark.completion_mark, name="completion_mark"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/calendar/", reminders.calendar_make, name="calendar_make"),
    path("reminders/calendar/stop/", reminders.calendar_stop, name="calendar_stop"),
    path("reminders/stop/<str:token>/", mail_links.mail_stop, name="mail_stop"),
    path("reminders/confirm/<str:token>/", mail_links.mail_confirm, name="mail_confirm"),
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
]
