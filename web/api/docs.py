"""A page that explains REST, rendered from its OpenAPI document: no script, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, current_app, render_template
from flask_smorest import Api
from markupsafe import Markup, escape

blueprint = Blueprint("machine", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, its type in words, its default and what it is for."""

    name: str
    kind: str
    default: str
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint."""

    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str, str], ...]
    """Status, meaning, and the name of the shape."""
    body: str = ""
    """The shape of what is sent as JSON; empty where nothing is."""


def operations(document: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Return the endpoints of an OpenAPI document, in its order."""
    return tuple(
        Operation(
            method.upper(),
            path,
            described.get("summary", ""),
            described.get("description", ""),
            tuple(_parameter(p) for p in [*item.get("parameters", ()), *described.get("parameters", ())]),
            tuple(_answer(document, status, r) for status, r in sorted(described["responses"].items())),
            _shape(described.get("requestBody", {})),
        )
        for path, item in document["paths"].items()
        for method, described in item.items()
        if method in ("get", "post")
    )


def _parameter(described: Mapping[str, Any]) -> Parameter:
    schema = described.get("schema", {})
    default = schema.get("default")
    shown = (
        ""
        if default is None or default == ""
        else str(default).lower()
        if default in (True, False)
        else str(default)
    )
    return Parameter(described["name"], _kind(schema), shown, described.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    """A type in words: `integer 1–100`, `any | all`, `text, may repeat`."""
    kind = schema.get("type", "text")
    if kind == "array":
        return f"{_kind(schema.get('items', {}))}, may repeat"
    if isinstance(kind, list):
        kind = next(k for k in kind if k != "null")
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    if "minimum" in schema:
        return f"{kind} {schema['minimum']}–{schema.get('maximum', '')}"
    return "text" if kind == "string" else str(kind)


def _answer(document: Mapping[str, Any], status: str, response: Mapping[str, Any]) -> tuple[str, str, str]:
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return status, response.get("description", ""), _shape(response)


def _shape(holder: Mapping[str, Any]) -> str:
    """The name of the shape of a body or an answer; empty where it has none."""
    content: Mapping[str, Any] = next(iter(holder.get("content", {}).values()), {})
    return str(content.get("schema", {}).get("$ref", "").rpartition("/")[2])


def shapes(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    """Return each shape's fields: name, type in words, and the shape that it refers to (or nothing)."""
    found = {}
    for name, schema in sorted(document["components"].get("schemas", {}).items()):
        if name != "PaginationMetadata":  # flask-smorest's own, which nothing here answers with
            found[name] = [(key, *_field(inner)) for key, inner in schema.get("properties", {}).items()]
    return found


def _field(schema: Mapping[str, Any]) -> tuple[str, str]:
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    for key in ("anyOf", "allOf"):
        for inner in schema.get(key, ()):
            if "$ref" in inner:
                return "or null", inner["$ref"].rpartition("/")[2]
    if schema.get("type") == "array":
        words, shape = _field(schema.get("items", {}))
        return f"list of {words}".strip(), shape
    kind = schema.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind), ""


def described(text: str) -> Markup:
    """Return a description with what stands in backquotes as code, quotations in their own direction."""
    coded = re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(text)))
    return Markup(re.sub(r"«[^«»]*»", r"<bdi>\g<0></bdi>", coded))  # noqa: S704 all of it is escaped


@blueprint.route("/docs")
def documentation() -> str:
    """The page."""
    api = cast("Api", current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"])
    document = api.spec.to_dict()
    return render_template("documentation.html", operations=operations(document), shapes=shapes(document))


def register(app: Flask) -> None:
    """Mount the page."""
    app.register_blueprint(blueprint)
    app.add_template_filter(described)
