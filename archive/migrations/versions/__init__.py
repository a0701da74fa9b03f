"""One module a version, in the order of `archive.migrations.VERSIONS`."""
