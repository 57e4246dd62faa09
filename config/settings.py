"""The only settings file. What differs between machines comes from the environment.

Without DATABASE_URL the embedded PostgreSQL is used: a first look, development and tests. With it, or when
started through config.wsgi, this is production: secrets must be given and cookies travel over HTTPS only.
"""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from accounts.api.document import ENUM_NAMES

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
PRODUCTION = env.bool("PRODUCTION", default=False) or "DATABASE_URL" in env
DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION  # its pages show everything to everybody


def required(name, example):
    """The value of an environment variable that production cannot do without."""
    if value := env.str(name, default="").strip(" ,"):
        return value
    raise ImproperlyConfigured(f"{name} is not set. Set it in the environment, for example {name}={example}")


def data_folder():
    """Where the embedded database and its generated secret live; read late, `demo --data` sets it."""
    return Path(os.environ.get("PLUMBLINE_DATA") or BASE_DIR / ".data").expanduser().resolve()


def throwaway_secret():
    """A key for the embedded mode only: kept for the life of the process, or in the data folder once that exists."""
    kept = data_folder() / "secret_key"
    return kept.read_text() if kept.exists() else secrets.token_urlsafe(50)


if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY", "$(openssl rand -base64 48)")
    ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS", "plan.clinic.example").split(",")]
else:
    SECRET_KEY = env.str("SECRET_KEY", default="") or throwaway_secret()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# --- applications -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "exercises",
    "patients",
    "prescriptions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "whitenoise.runserver_nostatic",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.PackPages",
    "accounts.middleware.KeepWithinBounds",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.RefuseUnstorableText",
    "accounts.middleware.WantLength",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "patients.languages.SpeakTheirLanguage",
    "accounts.middleware.KeepPrivate",
    "accounts.middleware.ForgetOnSignOut",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.workplace",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- the database -------------------------------------------------------------------------------------------

if "DATABASE_URL" in env:
    DATABASES = {"default": env.db("DATABASE_URL", engine="django.db.backends.postgresql")}
else:
    DATABASES = {"default": {"ENGINE": "config.embedded", "NAME": "plumbline"}}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Some services keep commits safe outside PostgreSQL and show fsync = off; see config/durability.py.
DATABASE_DURABLE_ELSEWHERE = env.bool("DATABASE_DURABLE_ELSEWHERE", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits count in the cache, which all workers must share; one process shares with itself. Room for many: a full
# cache throws counts away, and whoever tries a thousand addresses must not free the one they guess at.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if PRODUCTION
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # HTML of what is printed on issued sheets, which nothing changes: each process keeps what it showed lately.
    "sheets": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "sheets",
        "OPTIONS": {"MAX_ENTRIES": 3000},
    },
}

# --- people -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["patients.languages.SignIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "patients.languages.MailInTheirLanguage"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.adapter.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.adapter.SealedSecrets"
MFA_TOTP_ISSUER = "Plumbline"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the clinic made the account and knows the address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would keep names in clear

# --- what the browser may do --------------------------------------------------------------------------------

SECURE_CSP = {
    **{key: [CSP.NONE] for key in ("default-src", "base-uri", "frame-ancestors", "object-src")},
    **{key: [CSP.SELF] for key in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action")},
    **{key: [CSP.SELF] for key in ("manifest-src", "worker-src")},  # today on a device without a network
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- static files, mail, logs -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Collected at build in production; otherwise WhiteNoise finds the files where they are.
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))) if PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

MAIL_SERVER = {
    "host": env.str("MAIL_HOST", default="localhost"),
    "port": env.int("MAIL_PORT", default=25),
    "username": env.str("MAIL_USER", default=""),
    "password": env.str("MAIL_PASSWORD", default=""),
    "use_tls": env.bool("MAIL_TLS", default=False),
    "timeout": 10,
}
MAILERS = {
    "default": {"BACKEND": "accounts.outbox.smtp.Backend", "OPTIONS": MAIL_SERVER}
    if PRODUCTION
    else {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
# Where people reach us, for addresses in mail: https://plan.clinic.example
SITE_URL = env.str("SITE_URL", default="").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else "http://localhost:8000"
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="plumbline@localhost")

LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
LINE = {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": LINE | ({"class": "config.logs.Discreet"} if PRODUCTION else {})},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"level": LOG_LEVEL}},  # without Django's own handlers: no mail about errors
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}

# --- language and time --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = PRODUCTION, True, "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["config.formats"]

# --- the API ------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerToken",
        "accounts.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.ScopeAllows"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.PerToken"],
    "DEFAULT_THROTTLE_RATES": {"token": "600/min"},
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "accounts.api.parsing.AlwaysJSON",
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsing.StrictJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.api.problems.as_problem",
    "DEFAULT_METADATA_CLASS": None,
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Where the FHIR API stands for others, for example https://plan.clinic.example/fhir/R4: it is part of the names of our
# code systems and definitions, which must not change. Unless set, it is where a request came in.
FHIR_BASE_URL = env.str("FHIR_BASE_URL", default="")
SPECTACULAR_SETTINGS = {
    "TITLE": "Plumbline",
    "DESCRIPTION": "Plans of therapeutic exercise for the spine, and the care they belong to.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.document.add_shared_answers",
        "prescriptions.api.examples.add_examples",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}
