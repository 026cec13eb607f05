"""Every setting once, in reading order. The environment is the only input (see `env`)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import backends
from config.env import BASE_DIR, DATA_DIR, env, secret_key

# -- where this installation lives -------------------------------------------------------

PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
IS_EMBEDDED = backends.is_embedded(env)

SECRET_KEY = secret_key()
DEBUG = env.bool("DEBUG", default=False)
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "localhost", *LOOPBACK_HOSTS]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# -- the house ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "embeds",
    "testimonials",
    "testimonials.operator_app.OperatorConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "config.middleware.StoreUnavailable503",
    "config.middleware.Unstorable404",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageOfPages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.signed_in.SignedIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            "builtins": ["testimonials.templatetags.icons"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

# -- back ends: each variable upgrades one -----------------------------------------------

DATABASES = {"default": backends.database(env, DATA_DIR)}
CACHES = {"default": backends.cache(env)}
STORAGES: dict[str, dict[str, Any]] = {
    **backends.storages(env, DATA_DIR),
    "default": {"BACKEND": "django.core.files.storage.memory.InMemoryStorage"},
    "staticfiles": {"BACKEND": "config.static.HashedFiles"},
}
# Where browsers reach the buckets: set it, and private media goes to moderators without passing the app.
S3_BROWSER_ENDPOINT_URL = STORAGES["private"]["OPTIONS"].get("browser_endpoint_url") or ""
# Whom to tell what a CDN in front of `SITE_URL` is to forget; nobody is told without it.
CDN = backends.cdn(env)
# Takes grow here while people speak; web and worker machines share this folder.
UPLOADS_DIR = Path(env.str("UPLOADS_DIR", default=str(DATA_DIR / "uploads")))

# Where jobs lay out their files, on a disk of the worker's own.
SCRATCH_DIR = Path(env.str("SCRATCH_DIR", default=str(DATA_DIR / "scratch")))

globals().update(backends.broker(env))
# What takes minutes never stands in front of what takes milliseconds; the number is how many at
# once in the embedded mode. AV1 is what nobody waits for.
QUEUES = {"quick": 2, "render": 2, "refine": 1}
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_ROUTES = {
    "testimonials.tasks.render_cut": {"queue": "render"},
    "testimonials.tasks.refine_cut": {"queue": "refine"},
}
# A job of these that takes longer hangs: its process is ended and replaced, and the sweeper rings again.
# A look at a take, which may be a gigabyte, has limits of its own; threads (embedded mode) cannot be ended.
QUICK_SECONDS = env.int("QUICK_SECONDS", default=300)
CELERY_TASK_ANNOTATIONS = {
    name: {"time_limit": QUICK_SECONDS}
    for name in (
        "config.sweeping.sweep",
        "embeds.tasks.publish_widget",
        "testimonials.tasks.purge_cdn",
        "testimonials.tasks.send_notice",
    )
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message for a gone broker must not hold a speaker's answer: the sweeper rings again.
CELERY_TASK_PUBLISH_RETRY = False
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=5.0 if IS_EMBEDDED else 15.0)
# A sweep that nobody came to in time is not made up for: the next one sees the same rows.
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "config.sweeping.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    }
}
CELERY_TIMEZONE = "UTC"

# -- people ------------------------------------------------------------------------------

AUTH_USER_MODEL = "testimonials.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
SIGNUP = env.str("SIGNUP", default="invitation")
ACCOUNT_ADAPTER = "testimonials.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An invitation already proves the address; strangers who sign up themselves must prove theirs.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SIGNUP == "open" else "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# Whoever changes how one signs in has shown in the last five minutes that it is them.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Counted in the cache: by network, and by the account that is tried.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "testimonials.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = f"Sayso ({urlsplit(SITE_URL).hostname})"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = SIGNUP != "open"
MFA_FORMS = {
    "authenticate": "testimonials.views.code_forms.AuthenticateForm",
    "reauthenticate": "testimonials.views.code_forms.ReauthenticateForm",
    "activate_totp": "testimonials.views.code_forms.ActivateTOTPForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/studio/"
LOGOUT_REDIRECT_URL = LOGIN_URL

# -- languages and time ------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fa", "فارسی"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "build" / "locale"]  # compiled from locale/ by config.catalogues
TIME_ZONE = "UTC"
USE_TZ = True

# -- files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MAX_AGE = 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# -- mail: files in the data folder until EMAIL_URL names a server ------------------------

EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Sayso <sayso@localhost>")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email("EMAIL_URL"))

# -- safety ------------------------------------------------------------------------------

SANDBOX = env.str("SANDBOX", default="")  # "none" opts out of the jail where none can be built
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "sayso_session"
CSRF_COOKIE_NAME = "sayso_csrf"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# How many proxies of ours stand in front: a client's address is never taken from a header beyond them.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

REST_FRAMEWORK = {
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["testimonials.api.drafts.DraftAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "EXCEPTION_HANDLER": "testimonials.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "DEFAULT_THROTTLE_RATES": {"begin": env.str("BEGIN_RATE", default="60/hour")},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.discretion.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"celery": {"level": "WARNING"}, "kombu": {"level": "WARNING"}},
}
