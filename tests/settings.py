"""The product's settings with values for tests and checks where the environment gives none."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("BELISHA_SECRET_KEY", "only for tests")
os.environ.setdefault("BELISHA_DATA", os.path.join(tempfile.gettempdir(), "belisha-tests"))
os.makedirs(os.path.join(os.environ["BELISHA_DATA"], "static"), exist_ok=True)

from belisha.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - a thread of a test leaves no connection behind
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True  # what stands in the checkout; tests/web/test_assets.py holds what a running house collects
WHITENOISE_AUTOREFRESH = True  # else every client of a test looks through all files there are, for nothing
