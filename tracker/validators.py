"""Rules for single values that several models share."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

validate_sha256 = RegexValidator(
    r"\A[0-9a-f]{64}\Z",
    _("A SHA-256 checksum is 64 characters, digits and the letters a to f."),
)

validate_language_tag = RegexValidator(
    r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
    _("Give a language as its short code, such as “en”, “kk”, “ru” or “zh-Hans”."),
)
