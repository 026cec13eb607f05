"""The doorbell. Rows are the queue; losing every message costs seconds (see `sweeping`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sayso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["testimonials", "embeds"])
app.autodiscover_tasks(["config"], related_name="sweeping")
# A worker in a thread uses the process-wide default app: without this, jobs are "received" and never run.
app.set_default()
