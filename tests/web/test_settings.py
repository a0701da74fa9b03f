"""Settings: read from the environment once, and refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from web import Settings


def test_fields_are_read_by_their_names() -> None:
    given = {"SIJILL_HOME": "elsewhere", "SIJILL_LIMITS": "0", "SIJILL_QUERY_LENGTH": "50", "OTHER": "x"}
    settings = Settings.from_environment(given)
    assert (settings.home, settings.limits, settings.query_length) == (Path("elsewhere"), False, 50)


def test_the_command_line_wins() -> None:
    settings = Settings.from_environment({"SIJILL_HOME": "a"}, home=Path("b"))
    assert settings.home == Path("b")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SIJILL_LIMITS", "perhaps"),
        ("SIJILL_QUERY_LENGTH", "many"),
        ("SIJILL_PROXIES", "-1"),
        ("SIJILL_HOSTS", "https://archive.example.org"),
        ("SIJILL_HOSTS", "archive.example.org:80"),
    ],
)
def test_a_value_that_does_not_fit_is_named(variable: str, value: str) -> None:
    with pytest.raises(ValueError, match=variable):
        Settings.from_environment({variable: value})


def test_names_of_hosts_are_a_list() -> None:
    settings = Settings.from_environment({"SIJILL_HOSTS": "archive.example.org, 10.0.0.5 [fe80::1]"})
    assert settings.hosts == ("archive.example.org", "10.0.0.5", "[fe80::1]")
