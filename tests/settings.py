"""The project's settings in a fixed environment, so that no test depends on whose machine it runs on."""

import os

FIXED = {
    "COOP_ENV_FILE": "",  # a developer's own .env is none of the tests' business
    "COOP_DEBUG": "false",
    "COOP_SECRET_KEY": "only-for-the-tests-and-long-enough-for-the-checks-of-deployment-5gQ2",
    "COOP_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "COOP_HTTPS": "false",  # the test client and the live server speak HTTP
    "COOP_VAR_DIR": "var/tests",
    "COOP_LOG_LEVEL": "WARNING",
}
for name in list(os.environ):
    if name.startswith("COOP_"):
        del os.environ[name]
os.environ.update(FIXED)

from coop.settings import *  # noqa: E402, F403

# Hashing slowly protects passwords, of which the tests have none.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed names need `collectstatic` first.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - whitenoise warns where it is missing
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in real use. In memory all threads of the live server would share one connection, and two
    # requests at a time would meet in one transaction. One a process, so that two runs don't share it.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"test-{os.getpid()}.sqlite3"}  # noqa: F405

# Progress of imports is kept by their numbers, which two workers of one run both give out.
for name, cache in CACHES.items():  # noqa: F405
    cache["LOCATION"] = VAR_DIR / "cache" / os.environ.get("PYTEST_XDIST_WORKER", "alone") / name  # noqa: F405
