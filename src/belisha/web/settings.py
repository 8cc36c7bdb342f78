"""Django's settings, read from typed environment values (web/env.py); the whole list stands in env.sample."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from belisha.web import env

CHECKOUT = Path(__file__).resolve().parents[3]
DATA = env.path("BELISHA_DATA", str(CHECKOUT / "var" / "school"))
IS_DEMO = env.truth("BELISHA_DEMO", default=False)
SHARED = env.path("BELISHA_SHARED", str(CHECKOUT.parent / "shared"))

DEBUG = False
SECRET_KEY = env.text("BELISHA_SECRET_KEY")
_DEMO_HOST = urlsplit(env.text("BELISHA_PORTAL_URL", "")).hostname or "" if IS_DEMO else ""  # `serve` adds its own by itself
ALLOWED_HOSTS = env.text("BELISHA_HOSTS", f"localhost 127.0.0.1 {_DEMO_HOST}").split()
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = True
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
LANGUAGES = env.languages("BELISHA_LANGUAGES", always=LANGUAGE_CODE, known=LOCALE_PATHS[0])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "belisha.kit.apps.KitConfig",
    "belisha.audit.apps.AuditConfig",
    "belisha.jobs.apps.JobsConfig",
    "belisha.notices.apps.NoticesConfig",
    "belisha.schools.apps.SchoolsConfig",
    "belisha.people.apps.PeopleConfig",
    "belisha.policy.apps.PolicyConfig",
    "belisha.filtering.apps.FilteringConfig",
    "belisha.web.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # for allauth: the page of passkeys
    "django_scopes",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "belisha.web.middleware.OneOffNamesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding, so that a page's length tells nothing of a token (BREACH)
    "csp.middleware.CSPMiddleware",
    "belisha.web.languages.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "belisha.web.middleware.SchoolMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "belisha.web.middleware.WayOnMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

if IS_DEMO:
    MIDDLEWARE.insert(1, "belisha.web.demo.seat.SeatMiddleware")

ROOT_URLCONF = "belisha.web.urls"
WSGI_APPLICATION = "belisha.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "belisha.web.frame.of_every_page",
            ],
        },
    },
]


CONNECTION_KEPT_SECONDS = 60
"""Opening a SQLite file and setting it up takes six milliseconds of every page."""


def _database(address: str) -> dict[str, object]:
    """Django's description of the database at an address: postgresql://user:password@host:port/name, or a SQLite file's path."""
    if not address.startswith("postgresql://"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address,
            "CONN_MAX_AGE": CONNECTION_KEPT_SECONDS,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": CONNECTION_KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(env.text("BELISHA_DATABASE", str(DATA / "belisha.sqlite3")))}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "policy-live"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "user_name"  # the address, or a name for people without one
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "belisha.people.sign_in_forms.SignInForm",
    "reset_password": "belisha.people.sign_in_forms.ForgottenPasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}  # by the name alone a child would lock any adult out; axes counts name and address
ACCOUNT_ADAPTER = "belisha.people.sign_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # computers are shared: nobody is kept signed in
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the school gives the addresses, and hands over the first link itself
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
AXES_FAILURE_LIMIT = 10  # DfE cyber security core standard: at most 10 attempts (field.md 1.2)
AXES_COOLOFF_TIME = 0.25
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_TEMPLATE = "people/locked.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_COOKIE_NAME = "belisha"
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
IS_BEHIND_TLS = env.truth("BELISHA_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
# What stands in front of us speaks https, we do not: a form's own origin has to be named.
CSRF_TRUSTED_ORIGINS = [env.text("BELISHA_PORTAL_URL").rstrip("/")] if IS_BEHIND_TLS else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
BUILT_PAGES = CHECKOUT / "var" / "pages"
STATICFILES_DIRS = [Path(__file__).parent / "static", BUILT_PAGES]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "belisha.web.assets.CollectedFiles"},
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend" if IS_DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_HOST = env.text("BELISHA_MAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = env.text("BELISHA_MAIL_FROM", "belisha@localhost")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

RESOLVER_SOCKET = env.text("BELISHA_RESOLVER_SOCKET", str(DATA / "resolver.sock"))
RULESET_FOLDER = env.path("BELISHA_RULESET_FOLDER", str(DATA / "ruleset"))
PROOF_PORT = int(env.text("BELISHA_PROOF_PORT", "5301"))
BLOCK_PAGE_ADDRESS = env.text("BELISHA_BLOCK_PAGE_ADDRESS", "127.0.0.2")
PORTAL_ADDRESS = env.text("BELISHA_PORTAL_ADDRESS", "127.0.0.1")
LISTS_FROM = env.networks("BELISHA_LISTS_FROM")
PORTAL_URL_SAID = env.text("BELISHA_PORTAL_URL", "")
PORTAL_URL = PORTAL_URL_SAID or env.text("BELISHA_PORTAL_LISTENS", "http://127.0.0.1:8000")
