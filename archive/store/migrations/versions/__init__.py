"""One module a version, in the order of `archive.store.migrations.VERSIONS`."""
