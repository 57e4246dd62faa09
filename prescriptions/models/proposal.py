"""What a clinician answered to a proposed next step."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from prescriptions.models.plan import Plan


class ProposalAnswer(models.Model):
    """One answer; `words` and `reason` are what was proposed, as it was read."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="proposal_answers")
    kind = models.CharField(max_length=10)
    rule = models.CharField(max_length=5)
    item = models.CharField(max_length=36, blank=True)
    words = models.TextField()
    reason = models.TextField()
    answer = models.CharField(max_length=8, choices=Answer)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_answer_display()}: {self.words}"
