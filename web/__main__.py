"""`python -m web` is `sijill`."""

from __future__ import annotations

from web.cli.main import main

if __name__ == "__main__":
    main()
