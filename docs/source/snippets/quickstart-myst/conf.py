project = "Lingua"
extensions = ["myst_parser", "sphinxext_gptproto"]
gptproto_registry = ["api.yaml"]
