"""The keys of one's own record systems: made here, shown once, revoked here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_page
from accounts.actions import create_token, revoke_token
from accounts.forms import TokenForm


@signed_in_page
def token_list(request):
    """Make a token and see those there are. The secret is in this one answer and nowhere else."""
    form = TokenForm(request.POST or None)
    secret = None
    if request.method == "POST" and form.is_valid():
        secret = create_token(user=request.user, now=timezone.now(), **form.cleaned_data)
        form = TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "tokens": request.user.api_tokens.all(),
        "now": timezone.now(),
        "place": "tokens",
    }
    return render(request, "accounts/token_list.html", context, status=400 if form.errors else 200)


@require_POST
@signed_in_page
def token_revoke(request, pk):
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    revoke_token(by=request.user, token=token, now=timezone.now())
    messages.success(request, _("“%(name)s” is revoked. It opens nothing any more.") % {"name": token.name})
    return redirect("token_list")
