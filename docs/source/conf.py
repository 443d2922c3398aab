"""Documentation of sphinxext-gptproto, built with sphinxext-gptproto."""

import os
import sys
from pathlib import Path

from sphinxext_gptproto import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinxext-gptproto"
author = "sphinxext-gptproto contributors"
copyright = "2026, sphinxext-gptproto contributors"
release = version = __version__

extensions = ["myst_parser", "sphinx_design", "sphinxext_gptproto", "generated_tables", "languages"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = [
    "_templates",
    "_ext",
    "snippets",  # separate small projects; tests/docs builds each of them
    "figures",  # images, and a table that benchmarks/ writes; pages include it
]

gptproto_pages = "docs/api"
gptproto_markdown = True

locale_dirs = ["../locale"]
gettext_compact = False  # one catalogue per page, since only some pages are translated

html_theme = "furo"
templates_path = ["_templates"]
html_title = "sphinxext-gptproto"
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
