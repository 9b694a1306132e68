"""The catalog's settings with one view: a constant page, the least that Django itself costs."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.constant"
PAGE = Path(os.environ["CONSTANT_PAGE"]).read_bytes()
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
