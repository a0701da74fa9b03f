"""The way in: files to readers to articles to the store, and reading again what is stored."""
