"""A web application behind the proxy under test: it answers with what it was asked."""

import json


def application(environ, start_response):
    asked = {name: value for name, value in environ.items() if isinstance(value, str)}
    asked["body"] = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(asked).encode()]
