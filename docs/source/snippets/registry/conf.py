project = "Lingua"
extensions = ["sphinxext_gptproto"]
gptproto_registry = ["registry"]
gptproto_pages = "docs/api"
