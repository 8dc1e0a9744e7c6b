"""Files on disk: the store of results, and how folders and files replace each other."""
