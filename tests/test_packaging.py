"""What is built and installed: the metadata, the wheel's contents, and the names that are ours alone."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points, metadata, packages_distributions, version
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shared import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
#: Hosts of a package index, folders of somebody's machine.
STRANGERS = r"(pypi|pythonhosted)\.org|(^|[^A-Za-z0-9.])/(home|Users)/[a-z]"
PINNED = r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as archive:
        yield archive


def test_metadata_says_what_and_under_which_licence() -> None:
    found = metadata("sijill")
    assert found["License-Expression"] == "GPL-3.0-or-later"
    assert found["Requires-Python"] == PROJECT["requires-python"]
    assert "Private :: Do Not Upload" in found.get_all("Classifier", [])
    assert version("sijill") == PROJECT["version"]


def test_the_command_is_the_command_line() -> None:
    (command,) = entry_points(group="console_scripts", name="sijill")
    assert command.value == "web.cli.main:main"


@pytest.mark.parametrize("package", ["archive", "index", "web"])
def test_generic_names_are_ours_alone(package: str) -> None:
    """No other installed distribution brings a package of the same name."""
    assert set(packages_distributions().get(package, ["sijill"])) == {"sijill"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"web/templates/.+\.html",
        r"web/static/.+\.css",
        r"web/static/.+\.js",
        r"web/translations/ar/LC_MESSAGES/.+\.mo",
        r"web/demo_corpus/articles\.jsonl",
        r"web/demo_corpus/gold\.json",
        r"web/demo_corpus/README\.md",
        r"archive/lexicon/data/platforms\.json",
        r"archive/lexicon/.+\.tsv",
        r"archive/store/migrations/versions/v.+\.py",
        r"index/analysis/words/counts\.txt",
        r"index/analysis/stopwords\.txt",
        r"(archive|index|web)/py\.typed",
        r"sijill-.+\.dist-info/licenses/LICENSE",
    ],
)
def test_wheel_carries(pattern: str, wheel: ZipFile) -> None:
    assert [name for name in wheel.namelist() if re.fullmatch(pattern, name)]


def test_wheel_carries_every_file_of_the_packages(wheel: ZipFile) -> None:
    """Nothing that git keeps in the three packages is left behind."""
    listed = subprocess.run(
        ["git", "ls-files", "archive", "index", "web"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("the source is no git checkout")
    kept = {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    assert sorted(kept - set(wheel.namelist())) == []


def test_wheel_carries_neither_tests_nor_seeds_under_their_own_names(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.startswith("sijill-")} == {"archive", "index", "web"}


def direct_dependencies() -> list[str]:
    """The names of all direct dependencies, those of the extras included."""
    extras = PROJECT["optional-dependencies"].values()
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]
    return sorted({canonicalize_name(Requirement(line).name) for line in lines})


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): pinned for name, pinned in pins}


@pytest.mark.parametrize("name", direct_dependencies())
def test_direct_dependency_is_pinned_within_its_bounds(name: str) -> None:
    extras = PROJECT["optional-dependencies"].values()
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]
    bounds = [r for r in map(Requirement, lines) if canonicalize_name(r.name) == name]
    pinned = constraints()[name]
    assert all(bound.specifier.contains(pinned, prereleases=True) for bound in bounds)


@pytest.mark.parametrize("line", PROJECT["dependencies"])
def test_dependency_has_bounds(line: str) -> None:
    """A direct dependency says from which version on, and up to which, or names one exactly."""
    operators = {specifier.operator for specifier in Requirement(line).specifier}
    assert operators in ({"=="}, {">=", "<"})


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(PINNED, line)] == []
    assert pins == sorted(pins, key=str.lower)


LOCKS = (".ci/locked.txt", ".ci/locked-test.txt")


def locked(path: str) -> dict[str, tuple[str, int]]:
    """The version of each package in a lock, and how many files of it are known by their hashes."""
    entries = re.split(r"\n(?=\S)", (ROOT / path).read_text("utf-8").strip())
    pins = [re.match(r"([^=\s]+)==(\S+)", entry) for entry in entries if not entry.startswith("#")]
    assert all(pins)
    return {
        canonicalize_name(pin[1]): (pin[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", pin.string)))
        for pin in pins
        if pin
    }


@pytest.mark.parametrize("path", LOCKS)
def test_locks_agree_with_the_constraints_and_know_every_file(path: str) -> None:
    pinned = constraints()
    assert {name: version for name, (version, _) in locked(path).items() if pinned.get(name) != version} == {}
    assert [name for name, (_, hashes) in locked(path).items() if not hashes] == []


def test_locks_hold_all_that_is_asked_for() -> None:
    """What runs and builds is in the first, what the extras name in the second."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = tomllib.load(file)["build-system"]["requires"]
    needed = {canonicalize_name(Requirement(line).name) for line in [*PROJECT["dependencies"], *build]}
    assert needed - set(locked(LOCKS[0])) == set()
    assert set(direct_dependencies()) - set(locked(LOCKS[1])) == set()


def test_the_build_s_needs_are_pinned() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = [Requirement(line) for line in tomllib.load(file)["build-system"]["requires"]]
    assert {one.name: str(one.specifier) for one in build} == {
        one.name: f"=={constraints()[canonicalize_name(one.name)]}" for one in build
    }


def test_no_file_of_the_project_names_a_package_index_or_a_home() -> None:
    """No address of a package index and no folder of somebody's machine stands in what is kept."""
    listed = subprocess.run(
        ["git", "grep", "-lIE", STRANGERS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode > 1:
        pytest.skip("the source is no git checkout")
    assert [name for name in listed.stdout.splitlines() if Path(name).name != Path(__file__).name] == []
