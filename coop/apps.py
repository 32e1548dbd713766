"""Django's applications, where ours differ from theirs."""

from django.contrib.admin.apps import AdminConfig


class CoopAdminConfig(AdminConfig):
    """The admin, with a site of our own."""

    default_site = "coop.admin.CoopAdminSite"
