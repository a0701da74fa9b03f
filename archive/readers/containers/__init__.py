"""Files that hold files: ZIP, tar, compressed files and web archives."""
