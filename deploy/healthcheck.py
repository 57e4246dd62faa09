"""Exit code 0 when the web service in this container answers. Called by the container engine."""

import os
import sys
import urllib.request

# A host name that the service accepts; it answers /healthz to no other.
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"

try:
    urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=4)
except OSError as error:
    sys.exit(f"{address} does not answer: {error}")
