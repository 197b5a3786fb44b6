"""One suite for every index over vectors: Chroma embedded in this process, and a real Chroma server."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from eval.chroma_server import running_server, unused_port
from index.embedding.base import Vectors
from index.errors import SettingsError, StoreCorrupt, StoreError
from index.models import Language
from index.store.chroma_embedded import EmbeddedChroma, check_seal
from index.store.chroma_server import ServerChroma
from index.store.vectors import Batch, StaleEpoch, VectorIndex, open_index, parse_vector_id, vector_id

DIMENSIONS = 16
LIBRARY = "lib0"


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def batch(revision: int, count: int, language: Language = "en", seed: int | None = None) -> Batch:
    ids = [vector_id(revision, i) for i in range(count)]
    vectors = unit_vectors(count, revision if seed is None else seed)
    return Batch(language, ids, vectors, [{"passage": f"p{i}", "transcript": "t"} for i in range(count)])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("server"), unused_port()) as server:
        yield server.url


Opener = Callable[[], VectorIndex]


@pytest.fixture(params=["embedded", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """A function that opens the same index anew, as another process would."""
    url = request.getfixturevalue("server") if request.param == "server" else None
    made: list[VectorIndex] = []

    def open_again() -> VectorIndex:
        made.append(open_index(tmp_path, url))
        return made[-1]

    yield open_again
    made[0].discard(LIBRARY, None)
    for index in made:
        index.close()


def ids_of(index: VectorIndex, epoch: str, language: Language = "en", count: int = 100) -> set[str]:
    return {id_ for id_, _ in index.query(epoch, language, unit_vectors(1, 99), count)[0]}


def test_neighbours_are_the_nearest_with_their_cosine(opened: Opener) -> None:
    index = opened()
    entries = batch(1, 40)
    epoch = index.publish(None, LIBRARY, [entries], [])
    queries = unit_vectors(3, 77)
    exact = entries.vectors @ queries.T
    for i, near in enumerate(index.query(epoch, "en", queries, 5)):
        order = np.argsort(-exact[:, i])[:5]
        assert [id_ for id_, _ in near] == [vector_id(1, int(row)) for row in order]
        assert [similarity for _, similarity in near] == pytest.approx(exact[order, i], abs=1e-5)


def test_languages_are_apart(opened: Opener) -> None:
    index = opened()
    epoch = index.publish(None, LIBRARY, [batch(1, 3, "en"), batch(2, 4, "zh")], [])
    assert ids_of(index, epoch, "en") == {"1-0", "1-1", "1-2"}
    assert ids_of(index, epoch, "zh") == {"2-0", "2-1", "2-2", "2-3"}
    assert index.count(epoch) == 7


def test_another_process_finds_what_was_published(opened: Opener) -> None:
    epoch = opened().publish(None, LIBRARY, [batch(1, 5)], [])
    other = opened()
    assert other.owns(epoch)
    assert len(ids_of(other, epoch)) == 5


def test_publishing_adds_and_takes_away(opened: Opener) -> None:
    index = opened()
    first = index.publish(None, LIBRARY, [batch(1, 5), batch(2, 2, "zh")], [])
    second = index.publish(first, LIBRARY, [batch(3, 3)], [vector_id(1, i) for i in range(5)])
    assert ids_of(index, second, "en") == {"3-0", "3-1", "3-2"}
    assert ids_of(index, second, "zh") == {"2-0", "2-1"}
    assert index.count(second) == 5


def test_a_reader_keeps_its_epoch_until_it_asks_for_another(opened: Opener) -> None:
    writer, reader = opened(), opened()
    first = writer.publish(None, LIBRARY, [batch(1, 5)], [])
    assert len(ids_of(reader, first)) == 5
    second = writer.publish(first, LIBRARY, [batch(2, 5)], [])
    if not writer.in_place:
        assert len(ids_of(reader, first)) == 5
    assert len(ids_of(reader, second)) == 10


def test_publishing_again_changes_nothing(opened: Opener) -> None:
    index = opened()
    epoch = index.publish(None, LIBRARY, [batch(1, 5)], [])
    epoch = index.publish(epoch, LIBRARY, [batch(1, 5)], [])
    assert index.count(epoch) == 5


def test_taking_away_what_is_not_there_is_no_error(opened: Opener) -> None:
    index = opened()
    epoch = index.publish(None, LIBRARY, [batch(1, 2)], [])
    epoch = index.publish(epoch, LIBRARY, [], ["7-0", "7-1"])
    assert index.count(epoch) == 2


def test_more_entries_than_go_in_one_request(opened: Opener) -> None:
    index = opened()
    epoch = index.publish(None, LIBRARY, [batch(revision, 900) for revision in range(10)], [])
    assert index.count(epoch) == 9000
    near = index.query(epoch, "en", batch(7, 900).vectors[:1], 1)
    assert near[0][0][0] == "7-0"


def test_one_entry_is_found(opened: Opener) -> None:
    index = opened()
    epoch = index.publish(None, LIBRARY, [batch(1, 1)], [])
    assert ids_of(index, epoch) == {"1-0"}


def test_an_epoch_that_is_gone_is_stale(opened: Opener) -> None:
    writer, reader = opened(), opened()
    first = writer.publish(None, LIBRARY, [batch(1, 5)], [])
    second = writer.publish(None, LIBRARY, [batch(2, 5)], [])
    writer.discard(LIBRARY, second)
    with pytest.raises(StaleEpoch):
        ids_of(reader, first)
    assert len(ids_of(reader, second)) == 5


def test_a_deleted_epoch_that_is_in_use(opened: Opener) -> None:
    """Embedded, a reader's lease keeps it; on a server it is gone and the reader is told."""
    writer, reader = opened(), opened()
    first = writer.publish(None, LIBRARY, [batch(1, 5)], [])
    assert len(ids_of(reader, first)) == 5
    second = writer.publish(None, LIBRARY, [batch(2, 5)], [])
    writer.discard(LIBRARY, second)
    if writer.in_place:
        with pytest.raises(StaleEpoch):
            ids_of(reader, first)
    else:
        assert len(ids_of(reader, first)) == 5
        assert len(ids_of(reader, second)) == 5
        writer.discard(LIBRARY, second)
        assert not (Path(writer.place) / first).exists()


def test_libraries_do_not_see_each_other(opened: Opener) -> None:
    index = opened()
    mine = index.publish(None, LIBRARY, [batch(1, 5)], [])
    other = index.publish(None, "lib1", [batch(2, 5)], [])
    assert ids_of(index, mine) == {vector_id(1, i) for i in range(5)}
    index.discard("lib1", other)
    if index.in_place:
        assert len(ids_of(index, mine)) == 5
        index.discard("lib1", None)


def test_what_another_place_made_is_not_owned(opened: Opener) -> None:
    index = opened()
    assert not index.owns(None)
    assert not index.owns("elsewhere-lib0-123")


def test_nothing_asked_nothing_found(opened: Opener) -> None:
    index = opened()
    epoch = index.publish(None, LIBRARY, [batch(1, 2)], [])
    assert index.query(epoch, "en", unit_vectors(1), 0) == [[]]
    assert index.query(epoch, "en", np.empty((0, DIMENSIONS), np.float32), 5) == []


def test_ids_name_revision_and_position() -> None:
    assert parse_vector_id(vector_id(12, 345)) == (12, 345)


# What only one of them can meet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A published epoch's folder."""
    index = EmbeddedChroma(tmp_path)
    epoch = index.publish(None, LIBRARY, [batch(1, 50)], [])
    index.close()
    return tmp_path / epoch


def graph_file(folder: Path, name: str) -> Path:
    return next(folder.glob(f"*/{name}"))


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin"])
@pytest.mark.parametrize("damage", ["missing", "short", "other"])
def test_damage_to_a_graph_is_noticed_before_chroma_reads_it(folder: Path, name: str, damage: str) -> None:
    file = graph_file(folder, name)
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(content[:-1] if damage == "short" else bytes([content[0] ^ 255]) + content[1:])
    index = EmbeddedChroma(folder.parent)
    with pytest.raises(StoreCorrupt, match="--rebuild"):
        index.query(folder.name, "en", unit_vectors(1), 5)
    with pytest.raises(StoreCorrupt):
        index.publish(folder.name, LIBRARY, [], [])
    assert not list(folder.parent.glob("*.draft"))


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 1000])
def test_damage_to_chromas_database_is_called_so(folder: Path, content: bytes | None) -> None:
    file = folder / "chroma.sqlite3"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    index = EmbeddedChroma(folder.parent)
    with pytest.raises(StoreCorrupt):
        index.query(folder.name, "en", unit_vectors(1), 5)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_was_published_a_reader_changes_nothing(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - the same steps every time
    writer = EmbeddedChroma(tmp_path)
    epoch: str | None = None
    live: dict[Language, dict[int, int]] = {"zh": {}, "en": {}}
    for step in range(6):
        added, dead = [], []
        for language, revisions in live.items():
            for revision in [revision for revision in revisions if rng.random() < 0.4]:
                dead += [vector_id(revision, i) for i in range(revisions.pop(revision))]
            if rng.random() < 0.6:
                revision = 10 * step + len(added)
                revisions[revision] = rng.choice([1, 2, 5, 40])
                added.append(batch(revision, revisions[revision], language))
        epoch = writer.publish(epoch, LIBRARY, added, dead)
        for _ in range(2):
            reader = EmbeddedChroma(tmp_path)
            for language, revisions in live.items():
                expected = {vector_id(revision, i) for revision, count in revisions.items() for i in range(count)}
                assert ids_of(reader, epoch, language, 1000) == expected
            reader.close()
            check_seal(tmp_path / epoch)
        writer.discard(LIBRARY, epoch)


def test_searching_leaves_the_graph_as_it_is(folder: Path) -> None:
    index = EmbeddedChroma(folder.parent)
    assert len(ids_of(index, folder.name)) == 50
    index.close()
    check_seal(folder)


def test_a_server_that_is_down_is_named() -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    index = ServerChroma(url)
    for ask in (index.connect, lambda: index.query("e", "en", unit_vectors(1), 5), lambda: index.count("e")):
        with pytest.raises(StoreError, match=url):
            ask()


def test_a_password_is_not_shown() -> None:
    index = ServerChroma(f"http://reader:hunter2@127.0.0.1:{unused_port()}")
    with pytest.raises(StoreError) as raised:
        index.connect()
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in index.place


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://localhost", "http://", "nonsense"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        ServerChroma(url)
