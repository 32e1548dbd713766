"""Coop's settings: one module, filled from the environment (see `.env.example` for each variable)."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP
from import_export.formats.base_formats import CSV, XLSX

from coop.database import database
from coop.env import (
    SettingError,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_str,
    env_time_zone,
    read_env_file,
)
from coop.secret import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# The environment wins over the file. An empty COOP_ENV_FILE means no file at all: the tests say so.
if env_file := os.environ.get("COOP_ENV_FILE", ".env"):
    read_env_file(BASE_DIR / env_file)

# Everything that Coop itself writes: the SQLite file, uploads, gathered static files.
VAR_DIR = BASE_DIR / env_str("COOP_VAR_DIR", "var")
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise SettingError(
        f"{VAR_DIR} can't be made ({error.strerror}). Let COOP_VAR_DIR name a folder that Coop may write to."
    ) from error

# --- Where it runs ---

DEBUG = env_bool("COOP_DEBUG", default=False)

SECRET_KEY = env_str("COOP_SECRET_KEY")
if not SECRET_KEY and DEBUG:
    SECRET_KEY = local_secret(VAR_DIR / "secret-key")
if not SECRET_KEY:
    raise SettingError(
        "COOP_SECRET_KEY is not set. Make one with"
        " `python -c 'import secrets; print(secrets.token_urlsafe(50))'`, keep it secret, and put"
        " COOP_SECRET_KEY=… into the environment or into .env. (To try Coop out, run `make run`, or set"
        " COOP_DEBUG=true.)"
    )
# Old keys, so that a new one doesn't sign everybody out.
SECRET_KEY_FALLBACKS = env_list("COOP_SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = env_list("COOP_ALLOWED_HOSTS", example="coop.example.org")
if not ALLOWED_HOSTS and not DEBUG:
    raise SettingError(
        "COOP_ALLOWED_HOSTS is not set. Name the hosts that people reach Coop by, like"
        " COOP_ALLOWED_HOSTS=coop.example.org."
    )

ROOT_URLCONF = "coop.urls"
WSGI_APPLICATION = "coop.wsgi.application"
ASGI_APPLICATION = "coop.asgi.application"

# --- What it is made of ---

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",  # first, so that runserver serves static files as gunicorn does
    "tracker",  # before the libraries, so that its templates and translations win over theirs
    "coop.apps.CoopAdminConfig",  # django.contrib.admin, with a site of our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",  # FORM_RENDERER below looks for Django's own widget templates here
    "django_filters",
    "django_htmx",
    "django_countries",
    "import_export",
    "simple_history",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # compresses its files itself
    "django.middleware.gzip.GZipMiddleware",
    "coop.middleware.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers for whoever is locked out
]

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
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets may have templates of ours

# --- The record ---

DATABASES = {"default": database(env_str("DATABASE_URL"), default_file=VAR_DIR / "coop.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Long work ---

# Run by `manage.py db_worker`, which `make run` starts too.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Web processes and the worker tell each other through it how far long work has come.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "TIMEOUT": 24 * 60 * 60,
    },
    # What was worked out from the whole record, until that changes (`tracker.services.editions`).
    "record": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache" / "record",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

# --- People ---

AUTH_USER_MODEL = "tracker.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Who guesses passwords is made to wait. Counted by name and address together, so that a stranger elsewhere
# can't lock a member of staff out; behind a proxy that doesn't pass addresses on, it counts by name alone.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "coop.sign_in.PasswordAndCode"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)  # the page and README say so too
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "coop.sign_in.counted_name"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # kept as asterisks, as the password always is
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "tracker/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, and from where, is nobody's business here
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "Coop"  # what authenticators call it

# --- Languages and time ---

# The pages are in English. The catalogues know dates in other languages, but not the pages: a reader's own
# language is not followed (LocaleMiddleware), which would mix two on one page.
LANGUAGE_CODE = "en"
# Whom Coop writes to may read it in these.
MAIL_LANGUAGES = [("en", "English"), ("kk", "қазақша"), ("ru", "русский"), ("zh-hans", "简体中文")]
USE_TZ = True
TIME_ZONE = env_time_zone("COOP_TIME_ZONE", "UTC")

# --- Mail ---

# Where Coop stands, for the links in its mails.
SITE_URL = env_str("COOP_SITE_URL", "http://127.0.0.1:8000/")
DEFAULT_FROM_EMAIL = env_str("COOP_MAIL_FROM", "coop@localhost")
_MAIL_SECURITY = env_choice("COOP_MAIL_SECURITY", "none", ("none", "starttls", "tls"))
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env_str("COOP_MAIL_HOST", "localhost"),
            "port": env_int("COOP_MAIL_PORT", 25, minimum=1, maximum=65_535),
            "username": env_str("COOP_MAIL_USER"),
            "password": env_str("COOP_MAIL_PASSWORD"),
            "use_tls": _MAIL_SECURITY == "starttls",
            "use_ssl": _MAIL_SECURITY == "tls",
            "timeout": 10,  # seconds; a transaction waits meanwhile
        },
    }
}

# --- Files ---

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
# Files of agreements' documents, which only a view serves, to those who may see them.
DOCUMENTS_DIR = VAR_DIR / "documents"
DOCUMENT_MOST_BYTES = 1024 * 1024 * env_int("COOP_DOCUMENT_MB", 25, minimum=1, maximum=500)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Hashed names need `collectstatic` first, which nobody wants at each change of a stylesheet.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Security ---

# Nothing inline and nothing from elsewhere, on any page.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"

# Over HTTPS unless told otherwise: redirect to it, cookies only through it, browsers told to stay with it.
HTTPS = env_bool("COOP_HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# One hour: long enough to count, short enough to take back. Raise it when HTTPS is there to stay.
SECURE_HSTS_SECONDS = env_int("COOP_HSTS_SECONDS", 3600) if HTTPS else 0
# Subdomains and the browsers' preload list bind the office's other sites too: not for Coop to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Believed only when told to: without a proxy that sets it, anybody could.
if proxy_header := env_str("COOP_PROXY_HTTPS_HEADER"):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{proxy_header.upper().replace('-', '_')}", "https")
CSRF_TRUSTED_ORIGINS = env_list("COOP_TRUSTED_ORIGINS", example="https://coop.example.org")

SESSION_COOKIE_AGE = 60 * 60 * env_int("COOP_SESSION_HOURS", 12, minimum=1, maximum=24 * 30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A visit is edited whole on one page: twenty stops with their participants pass Django's 1000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Libraries ---

IMPORT_EXPORT_FORMATS = [XLSX, CSV]
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_ESCAPE_ILLEGAL_CHARS_ON_EXPORT = True
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "add"

# The reason of a change is a sentence of a person, not a code.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# --- Logging ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env_choice("COOP_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    # To the root alone: Django's own handlers would tell it a second time, and by mail.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
