"""Screening: names are found in any form, marked where they stand, and as a quoted search finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model.article import Article
from index.analysis.variants import shipped_variants
from index.arrays_engine import ArraysEngine
from index.model import Query
from index.query.phrases import phrase_node
from index.query.terms import Context
from index.screening.mentions import FEW, mentions_in, screen
from index.screening.names import KeptList, _is_plain, _steps, compile_names
from tests.index.support.articles import article, build, lexicon_chain, split

FORMS = {
    "a prefix": ("داعش", "انضمّ إلى صفوفٍ لداعش قبل عام", ["لداعش"]),
    "letters and marks": ("أحمد العلي", "قال اَحْمَد العلى للصحيفة", ["اَحْمَد العلى"]),
    "a platform's spellings": ("تيليغرام", "نُشر على Telegram وفي تلغرام", ["Telegram", "تلغرام"]),
    "a name of two words": ("واتساب", "رسائل عبر واتس آب كثيرة", ["واتس آب"]),
    "joined and apart": ("عبدالله سالم", "حضر عبد الله سالم الحفل", ["عبد الله سالم"]),
    "every place": ("يوروبول", "يوروبول ثم ليوروبول", ["يوروبول", "ليوروبول"]),
    "only part of it": ("محمد سالم", "حضر محمد وغاب سالم", []),
    "another word": ("سالم", "كان اليوم طويلاً", []),
}


@pytest.mark.parametrize(("name", "text", "surfaces"), FORMS.values(), ids=FORMS)
def test_a_name_is_found_in_its_forms(name: str, text: str, surfaces: list[str]) -> None:
    listed = compile_names((name,), lexicon_chain(), shipped_variants())
    found = mentions_in(listed, "body", text, lexicon_chain())
    assert [mention.surface for mention in found] == surfaces
    assert [text[mention.start : mention.end] for mention in found] == surfaces


def test_names_within_names_are_each_found() -> None:
    """A longer name hides no shorter one of the list, and each mention tells its own name."""
    listed = compile_names(("سالم", "محمد سالم", "؟"), lexicon_chain(), shipped_variants())
    found = mentions_in(listed, "body", "زار محمد سالم المدينة", lexicon_chain())
    assert [(mention.name, mention.surface) for mention in found] == [(1, "محمد سالم"), (0, "سالم")]


def test_only_the_same_words_are_as_listed() -> None:
    listed = compile_names(("تويتر",), lexicon_chain(), shipped_variants())
    found = mentions_in(listed, "title", "تويتر ولتويتر", lexicon_chain())
    assert [mention.as_listed for mention in found] == [True, False]


NAMES = (
    "تويتر", "فيس بوك", "سالم الحربي", "عبدالرحمن خالد", "الولايات المتحدة", "مجلس الأمن", "لندن", "خالد",
    "واتس اب", "عبد الرحمن",
)  # fmt: skip
BODIES = (
    "كتب سالم الحربي عن لتويتر وعن الفيسبوك.", "زار عبد الرحمن خالد لندن.", "قالت أميركا إن مجلس الأمن ناقش.",
    "بين الولايات المتحدة وواتساب خلاف.", "حضر خالد بن سالم وعبدالرحمن.", "والولايات المتّحدة ومجلسُ الأمنِ.",
)  # fmt: skip


def test_an_article_is_found_as_a_search_for_the_name_in_quotes_finds_it(tmp_path: Path) -> None:
    """A country is found by its other names too, which a phrase is not."""
    articles = [article(f"a{number}", body, title="خبر") for number, body in enumerate(BODIES)]
    build(tmp_path, split(articles, 2))
    engine = ArraysEngine(tmp_path / "index")
    screening = engine.screen(NAMES, articles)
    assert screening.looked_at == len(BODIES)
    assert {one.name: one.articles for one in screening.counts()}
    for number, name in enumerate(NAMES):
        mentioned = {one.article.id for one in screening.articles if number in {m.name for m in one.mentions}}
        searched = {hit.id for hit in engine.iterate(Query(f'"{name}"'))}
        assert mentioned == searched | ({"a2"} if name == "الولايات المتحدة" else set()), name
    engine.close()


def test_counts_tell_mentions_articles_and_forms(tmp_path: Path) -> None:
    build(tmp_path, [[article("one")]])
    engine = ArraysEngine(tmp_path / "index")
    texts = (Article("a", "تويتر ولتويتر"), Article("b", "تويتر"), Article("c", "غيره"))
    (only,) = engine.screen(("يوتيوب", "تويتر"), texts).counts()
    assert (only.number, only.mentions, only.articles, only.forms) == (1, 3, 2, ("تويتر", "ولتويتر"))
    engine.close()


WORDS = (
    "عبد",
    "الله",
    "عبدالله",
    "ابو",
    "بكر",
    "سعد",
    "الدين",
    "واتس",
    "اب",
    "خالد",
    "والخالد",
    "مدينه",
    "ابوه",
)


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4))
def test_a_plain_name_has_the_rows_of_a_phrase(words: list[str]) -> None:
    """What is passed over to be quick would have added nothing."""
    context = Context(lexicon_chain())
    if _is_plain(context, words):
        assert list(_steps(phrase_node(context, words))) == [
            tuple((context.chain.stem(word), at) for at, word in enumerate(words))
        ]


def test_a_few_articles_and_many_are_screened_alike() -> None:
    """For few only the names that may stand there are made ready; for many all of them."""
    chain, articles = lexicon_chain(), [Article(f"a{number}", body) for number, body in enumerate(BODIES)]
    few = screen(KeptList(NAMES, chain, shipped_variants()), articles, chain, 1)
    many = screen(KeptList(NAMES, chain, shipped_variants()), articles * FEW, chain, 1)
    assert few.articles
    assert many.articles == few.articles * FEW
    assert many.looked_at == few.looked_at * FEW
