"""The language of a text, among those in Arabic script above all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extraction.language import find_language, language_code, language_labels

TEXTS = {
    "ar": "دشن المحافظ صباح الأحد جسرا يصل ضفتي النهر، وقال إن العمل فيه دام ثلاثة أعوام",
    "fa": "شهردار روز یکشنبه پل جدید را افتتاح کرد و گفت که ساخت آن سه سال طول کشیده است",
    "ur": "میئر نے اتوار کو نئے پل کا افتتاح کیا اور کہا کہ اس کی تعمیر میں تین سال لگے ہیں",
    "ckb": "پارێزگار ڕۆژی یەکشەممە پردە نوێیەکەی کردەوە و وتی کە کارەکە سێ ساڵی خایاند لەگەڵ کرێکاران",
    "ps": "ښاروال د یکشنبې په ورځ نوی پل پرانیست او ویې ویل چې کار یې درې کاله وخت ونیو",
    "ug": "شەھەر باشلىقى يەكشەنبە كۈنى يېڭى كۆۋرۈكنى ئاچتى ۋە ئۇ ئۈچ يىل بولغان دەپ ئېيتتى",
    "en": "The mayor opened the new bridge on Sunday and said that the work had taken three years",
    "fr": "Le maire a inauguré dimanche le nouveau pont et a déclaré que les travaux ont duré trois ans",
    "de": "Der Bürgermeister hat am Sonntag die neue Brücke eröffnet und dankte allen, die sie gebaut haben",
    "es": "El alcalde inauguró el domingo el nuevo puente y dijo que las obras han durado tres años",
    "it": "Il sindaco ha inaugurato domenica il nuovo ponte e ha detto che i lavori sono durati tre anni",
    "tr": "Belediye başkanı pazar günü yeni köprüyü açtı ve çalışmaların üç yıl sürdüğünü söyledi",
    "ku": "Şaredar roja yekşemê pira nû vekir û got ku kar sê salan dom kir di nav bajêr de",
    "ru": "Мэр открыл в воскресенье новый мост и сказал, что работа заняла три года",
    "he": "ראש העיר פתח את הגשר החדש",
    "ja": "市長は日曜日に新しい橋を開通させた",
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), TEXTS.items(), ids=TEXTS.keys())
def test_a_language_is_recognised(code: str, text: str) -> None:
    found = find_language(None, text)
    assert found.code == code
    assert found.script_share is not None
    assert found.script_share > 0.9
    assert found.evidence[0].field == "language"


def test_persian_typed_on_an_arabic_keyboard_is_persian() -> None:
    assert find_language(None, TEXTS["fa"].replace("ی", "ي").replace("ک", "ك")).code == "fa"


def test_the_text_goes_before_what_the_page_states() -> None:
    assert find_language(None, TEXTS["ar"], "en", "metadata").code == "ar"


def test_names_alone_are_left_to_what_is_stated() -> None:
    assert find_language(None, "محمد سالم").code is None
    found = find_language(None, "محمد سالم", "fa-IR", "metadata")
    assert (found.code, found.evidence[0].quote) == ("fa", "fa-IR")


def test_an_arabic_text_may_quote_another_language() -> None:
    found = find_language(None, f"{TEXTS['ar']} «We build bridges, not walls»، على حد قوله")
    assert found.code == "ar"
    assert found.script_share is not None
    assert 0.6 < found.script_share < 0.9


STATED = {"ar-SA": "ar", "AR": "ar", "English": "en", "العربية": "ar", "en_US": "en", "نص": None, "": None}


@pytest.mark.parametrize(("stated", "code"), STATED.items(), ids=STATED.keys())
def test_stated_languages_become_codes(stated: str, code: str | None) -> None:
    assert language_code(stated) == code


def test_each_language_has_a_name_in_both_languages_of_the_interface() -> None:
    assert all({"ar", "en"} == set(names) for names in language_labels().values())


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    share = find_language(text[:10], text).script_share
    assert share is None or 0 <= share <= 1
