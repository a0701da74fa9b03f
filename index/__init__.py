"""From articles to answers: analysis, generations, posting arrays and the engine."""
