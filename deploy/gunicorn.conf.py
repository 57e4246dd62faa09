"""How gunicorn runs: `gunicorn --config deploy/gunicorn.conf.py config.wsgi`. Never on the open wire: a proxy that
buffers requests and answers stands before it, or 300 slow visitors stop it."""

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = 2
threads = 4
# Settings are read before a worker starts: what is missing ends the start with one line. Workers share the memory.
preload_app = True
control_socket_disable = True  # nobody manages it from inside the container
worker_tmp_dir = "/dev/shm"  # noqa: S108 - in memory: a slow disk must not look like a dead worker
accesslog = None  # the proxy writes one line a request, without query strings
limit_request_line = limit_request_field_size = 0  # the proxy limits both, and its refusal can be read
timeout = 30
graceful_timeout = 25
