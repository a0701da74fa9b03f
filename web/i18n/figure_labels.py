"""Figures in words: how a value binds, what it counts, what was done, whose it is and how sure it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from markupsafe import Markup

from archive.claims.claim import Difference
from archive.extraction.figures.vocabulary import actions, actors, comparators, units
from archive.model.figure import Figure
from web.i18n import language
from web.i18n.catalogue import gettext
from web.i18n.formats import day_words, marked, number, period_words
from web.i18n.labels import platform_label
from web.urls import period_of

#: From here on a figure is called sure, and from here on likely.
SURE, LIKELY = 0.9, 0.7


def value_words(value: int | Decimal) -> str:
    """Return a value in Latin digits, grouped by thousands, without zeros after the point."""
    if value == int(value):
        return number(int(value))
    return f"{value:,.6f}".rstrip("0")


def unit_label(unit: str) -> str:
    """Return what is counted; two things are joined."""
    labels = [_label(units().get(part), part) for part in unit.split("+")]
    return gettext(" and ").join(labels)


def action_label(action: str) -> str:
    """Return what was done."""
    return _label(actions().get(action), action)


def comparator_label(comparator: str) -> str:
    """Return how a value is bounded, in words («more than»); an exact value needs none."""
    return _label(comparators().get(comparator), comparator)


def _label(record: object, name: str) -> str:
    return str(getattr(record, "label" if language() == "ar" else "label_en", name))


def actor_label(actor: str) -> str:
    """Return the name of who acts or tells: a platform's, or that of another actor in the lexicon."""
    known = actors().get(actor)
    return _label(known, actor) if known else platform_label(actor)


def side_label(side: str | None) -> str:
    """Return whose figure it is, in words."""
    labels = {
        "platform": gettext("the platform’s own"),
        "state": gettext("of an authority"),
        "researcher": gettext("of researchers"),
        "group": gettext("the group’s own claim"),
        "counter": gettext("of counter-messaging"),
    }
    return labels.get(side or "", gettext("not said whose"))


def modality_label(modality: str) -> str:
    """Return in words whether it happened as told."""
    labels = {
        "asserted": gettext("reported as done"),
        "denied": gettext("denied"),
        "demanded": gettext("demanded"),
        "planned": gettext("planned"),
        "refused": gettext("refused"),
        "possible": gettext("possible"),
        "attempted": gettext("attempted"),
    }
    return labels.get(modality, modality)


def state_label(state: str) -> str:
    """Return what a person decided."""
    labels = {
        "unread": gettext("extracted automatically"),
        "confirmed": gettext("confirmed by hand"),
        "corrected": gettext("corrected by hand"),
        "rejected": gettext("rejected by hand"),
    }
    return labels.get(state, state)


def certainty_words(confidence: float) -> str:
    """Return in words how sure the reading is."""
    if confidence >= SURE:
        return gettext("sure")
    return gettext("likely") if confidence >= LIKELY else gettext("unsure")


def rate_label(rate: str) -> str:
    """Return the time unit of a rate, in words."""
    labels = {
        "second": gettext("a second"),
        "minute": gettext("a minute"),
        "hour": gettext("an hour"),
        "day": gettext("a day"),
        "week": gettext("a week"),
        "month": gettext("a month"),
        "year": gettext("a year"),
    }
    return labels.get(rate, rate)


def amount_words(figure: Figure) -> str:
    """Return an amount in words, «أكثر من 125,000», «من 45,000 إلى 50,000»; its minimum if vague."""
    value = value_words(figure.value)
    if figure.comparator == "vague":
        return gettext("an unstated number, at least %(value)s", value=value)
    if figure.upper is not None:
        value = gettext("from %(start)s to %(end)s", start=value, end=value_words(figure.upper))
    return value if figure.comparator == "eq" else f"{comparator_label(figure.comparator)} {value}"


def counted_words(figure: Figure) -> str:
    """Return the unit of a figure with its rate: «حساب في اليوم»."""
    unit = unit_label(figure.unit)
    return f"{unit} {rate_label(figure.rate)}" if figure.rate else unit


def interval_words(start: date | None, end: date | None) -> str:
    """Return a period as an interval; empty where it is not told."""
    if start is None or end is None:
        return ""
    period = period_of(start, end)
    if period:
        return period_words(period)
    return gettext("from %(start)s to %(end)s", start=day_words(start), end=day_words(end))


def quoted(figure: Figure) -> Markup:
    """Return the figure's sentence with its number marked."""
    at = figure.sentence.find(figure.surface)
    return marked(figure.sentence, [] if at < 0 else [(at, at + len(figure.surface))])


def tellers(figure: Figure) -> tuple[str, ...]:
    """Return who tells it, nearest first, each once: agencies, then who spoke."""
    told = (*figure.origin, *([figure.speaker] if figure.speaker else ()))
    return tuple(dict.fromkeys(map(actor_label, told)))


def class_label(action_class: str) -> str:
    """Return the name of a class of actions."""
    labels = {
        "enforcement": gettext("closed, suspended or deleted"),
        "hacking": gettext("hacked"),
        "seizure": gettext("seized"),
        "reporting": gettext("reported or detected"),
        "arrest": gettext("arrested"),
        "presence": gettext("existing"),
        "audience": gettext("audience"),
        "change_up": gettext("an increase"),
        "change_down": gettext("a decrease"),
        "study": gettext("studied"),
        "money": gettext("offered"),
    }
    return labels.get(action_class, action_class)


def difference_label(difference: Difference) -> str:
    """Return what differs between tellings, without a verdict."""
    labels = {
        ("period", "disjoint"): gettext("conflicting periods"),
        ("period", "overlapping"): gettext("periods that overlap and differ"),
        ("period", "unstated"): gettext("a period that only some state"),
        ("period", "wording"): gettext("a period that does not fit the others"),
        ("value", "differs"): gettext("values"),
        ("rounding", "differs"): gettext("rounding"),
        ("unit", "differs"): gettext("what is counted"),
        ("comparator", "differs"): gettext("more, less or about"),
        ("actor", "differs"): gettext("who acted"),
    }
    return labels.get((difference.field, difference.kind), difference.field)


def difference_values(difference: Difference) -> tuple[str, ...]:
    """Return the values that are told, as a reader knows them."""
    words = {
        "unit": unit_label,
        "comparator": _bound,
        "actor": actor_label,
        "value": _told_value,
        "rounding": _told_value,
    }.get(difference.field, str)
    return tuple(words(value) for value in difference.values if value)


def _bound(comparator: str) -> str:
    return gettext("the number alone") if comparator == "eq" else comparator_label(comparator)


def _told_value(value: str) -> str:
    return value_words(Decimal(value))
