"""What an article is: the frozen types that every layer speaks, and their form as records."""
