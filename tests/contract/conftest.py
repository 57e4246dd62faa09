"""What the walk through the contract stands on."""

import pytest


@pytest.fixture
def send(api):
    """`send(user, call, world)` makes the call as `user`; what is given replaces what would have succeeded."""

    def sent(user, call, world, *, address=None, scopes=(), headers=None, body=None):
        method = getattr(api(user, *scopes), call.method)
        told = world.headers(call) if headers is None else headers
        content = world.body(call) if body is None else body
        return method(address or world.address(call), content if call.writes else None, headers=told)

    return sent
