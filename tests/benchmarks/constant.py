"""The catalog's settings with one view: a constant page, the least that Django itself costs."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import include, path

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.constant"
PAGE = Path(os.environ["CONSTANT_PAGE"]).read_bytes()
index = [path("", lambda request: HttpResponse(PAGE), name="index")]
# the middleware asks where the admin is
urlpatterns = [*index, path("admin/", include((index, "admin")))]
