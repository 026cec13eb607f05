"""Django's admin as this installation's operators see it. (An app's configuration may import no models.)"""

from django.contrib.admin.apps import AdminConfig


class OperatorConfig(AdminConfig):
    default_site = "testimonials.operating.OperatorSite"
