"""Engines: what answers a query behind the one seam of `index.engine`."""
