"""Content to nodes: endpoints, bodies, fields, samples, and the CommonMark in their descriptions."""
