"""What an answer or a day says, in a form to compare."""


def rules(answer):
    return [(each["rule"], each["level"]) for each in answer.json()["findings"] if each["level"] != "advise"]


def closed(api, user, plan, day):
    """Exercises that may not be done on `day`, and whether anything may."""
    shown = api(user).get(f"/api/v1/plans/{plan.pk}/days/{day}/").json()
    return shown["start"]["allowed"], [item["exercise"] for item in shown["items"] if not item["allowed"]]
