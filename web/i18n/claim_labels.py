"""Claims in sentences: «إغلاق 125 ألف حساب على تويتر», and amounts as news writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from archive.claims.claim import Claim
from archive.claims.tables import Row
from archive.extraction.figures.vocabulary import actions, units
from archive.model.figure import ASSERTED, Figure
from web.i18n import language
from web.i18n.catalogue import gettext
from web.i18n.figure_labels import (
    action_label,
    actor_label,
    comparator_label,
    modality_label,
    rate_label,
    unit_label,
    value_words,
)
from web.i18n.labels import platform_label

#: Classes of actions that a heading leaves unsaid: what stands there is the number itself.
_UNSAID = frozenset({"audience", "presence", "study"})
#: Classes of actions that say how a number changed.
_CHANGES = frozenset({"change_up", "change_down"})
_THOUSAND = 1000
_SCALES = ((10**9, "مليار", "مليارات"), (10**6, "مليون", "ملايين"), (_THOUSAND, "ألف", "آلاف"))


def claim_heading(claim: Claim) -> str:
    """Return the claim as a sentence; bounds such as «more than» are told if all its tellings agree."""
    figures = [telling.figure for telling in claim.tellings]
    comparators = {figure.comparator for figure in figures}
    told = Counter(figure.action for figure in figures if figure.action)
    action = told.most_common(1)[0][0] if told else None
    return _heading(
        _amount(claim.value, comparators.pop() if len(comparators) == 1 else "eq", None),
        claim.value,
        figures[0],
        action,
        claim.measure.place,
    )


def figure_heading(figure: Figure) -> str:
    """Return a figure as a sentence."""
    amount = _amount(figure.value, figure.comparator, figure.upper)
    return _heading(amount, figure.value, figure, figure.action, figure.platform or figure.actor or "")


def told_once(figures: Iterable[Figure]) -> list[tuple[str, Figure]]:
    """Return figures of one article with their sentences, each sentence once: in the body if it is there."""
    found: dict[str, Figure] = {}
    for figure in figures:
        heading = figure_heading(figure)
        if heading not in found or (found[heading].field != "body" and figure.field == "body"):
            found[heading] = figure
    return list(found.items())


def _heading(amount: str, value: int | Decimal, figure: Figure, action: str | None, place: str) -> str:
    """Return what was done, to how many of what, and where; in English the verb comes last."""
    counted = f"{amount} {counted_noun(value, figure.unit)}"
    if figure.rate:
        counted = f"{counted} {rate_label(figure.rate)}"
    parts = [counted, _place(figure, place)]
    said = actions().get(action or "")
    if said is not None and said.action_class not in _UNSAID:
        label = action_label(said.id)
        if said.action_class in _CHANGES:
            link = " " + gettext("by (a percentage)") if _is_by(figure) else gettext(": ").rstrip()
            label += link
        verb_first = language() == "ar" or said.action_class in _CHANGES
        parts = [label, *parts] if verb_first else [*parts, label]
    sentence = " ".join(part for part in parts if part)
    if figure.modality == ASSERTED:
        return sentence
    return f"{modality_label(figure.modality)}{gettext(': ')}{sentence}"


def _is_by(figure: Figure) -> bool:
    """Tell whether a percentage is the change itself («بنسبة 13%»), not where it began or came to."""
    at = figure.sentence.find(figure.surface)
    return figure.unit == "percent" and "بنسبة" in figure.sentence[max(0, at - 30) : max(0, at)]


def _place(figure: Figure, place: str) -> str:
    if figure.platform:
        return gettext("on %(platform)s", platform=platform_label(figure.platform))
    return f"({actor_label(place)})" if place else ""


def _amount(value: int | Decimal, comparator: str, upper: int | Decimal | None) -> str:
    if comparator == "vague":
        return gettext("at least %(value)s", value=short_value(value))
    amount = short_value(value)
    if upper is not None:
        amount = gettext("from %(start)s to %(end)s", start=amount, end=short_value(upper))
    return amount if comparator == "eq" else f"{comparator_label(comparator)} {amount}"


def short_value(value: int | Decimal) -> str:
    """Return a value as news writes it: in Arabic «125 ألف», «1.66 مليون»; elsewhere in digits."""
    if language() != "ar":
        return value_words(value)
    for scale, one, few in _SCALES:
        if value >= scale and value * (1 if scale == _THOUSAND else 100) % scale == 0:
            count = Decimal(value) / scale
            if count == 1:
                return one
            return f"{value_words(count)} {few if 3 <= count <= 10 and count == int(count) else one}"
    return value_words(value)


def counted_noun(value: int | Decimal, unit: str) -> str:
    """Return the unit in the form that the number asks for: 7 حسابات, 24 حسابا, 300 حساب."""
    if language() != "ar" or "+" in unit:
        return unit_label(unit)
    known = units().get(unit)
    if known is None or value != int(value):
        return unit_label(unit)
    last = int(value) % 100
    if 3 <= last <= 10:
        return known.plural or known.label
    if 11 <= last <= 99 and " " not in known.label and known.label[-1] not in "ةىاء" and unit != "percent":
        return known.label + "ا"
    return known.label


def table_heading(claim: Claim) -> str:
    """Return what a table of claims counts, without a value: «إغلاق حسابات على تويتر، عبر الزمن»."""
    first = claim.tellings[0].figure
    said = actions().get(first.action or "")
    known = units().get(claim.unit)
    unit = (
        known.plural if known is not None and known.plural and language() == "ar" else unit_label(claim.unit)
    )
    label = action_label(said.id) if said is not None and said.action_class not in _UNSAID else ""
    place = _place(first, claim.measure.place)
    parts = [label, unit, place] if language() == "ar" else [unit, place, label]
    return gettext("%(what)s, over time", what=" ".join(part for part in parts if part))


def period_kind_label(kind: str) -> str:
    """Return in words what the periods of a table mean."""
    labels = {
        "total": gettext("total since the beginning"),
        "within": gettext("in that period alone"),
        "standing": gettext("at that time"),
    }
    return labels.get(kind, kind)


def outlets_of(row: Row) -> tuple[str, ...]:
    """Return the outlets that tell the period of a row, each once."""
    return tuple(dict.fromkeys(telling.outlet for telling in row.tellings if telling.outlet))
