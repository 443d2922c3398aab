project = "Lingua"
extensions = ["sphinxext_gptproto"]
gptproto_registry = ["../registry/registry"]
gptproto_pages = "docs/api"
