"""Documentation of sphinxext-gptproto, built with sphinxext-gptproto."""

from sphinxext_gptproto import __version__

project = "sphinxext-gptproto"
author = "sphinxext-gptproto contributors"
copyright = "2026, sphinxext-gptproto contributors"
release = version = __version__

extensions = ["myst_parser", "sphinx_design", "sphinxext_gptproto"]
myst_enable_extensions = ["colon_fence", "deflist"]

gptproto_pages = "docs/api"

html_theme = "furo"
html_title = "sphinxext-gptproto"
