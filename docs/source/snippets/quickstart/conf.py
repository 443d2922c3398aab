project = "Lingua"
extensions = ["sphinxext_gptproto"]
gptproto_registry = ["api.yaml"]
