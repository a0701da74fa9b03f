"""The search index: analysis, generations, posting arrays and the engine."""
