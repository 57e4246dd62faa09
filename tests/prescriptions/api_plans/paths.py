"""Where a plan of the API is."""


def path(plan, *more):
    return "/".join(["/api/v1/plans", plan["id"], *more, ""])
