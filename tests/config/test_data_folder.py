"""The secret key: made once, whole, for this user alone; never empty."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from config import data_folder
from config.data_folder import make_data_folder, read_secret_key


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)


def test_it_is_made_once_and_kept(tmp_path):
    key = read_secret_key(tmp_path)
    assert len(key) >= 50
    assert read_secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_all_who_start_at_once_have_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read_secret_key, [tmp_path] * 32))) == 1


def test_a_process_that_dies_while_it_writes_leaves_no_key(tmp_path, monkeypatch):
    def die(descriptor):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(data_folder.os, "fsync", die)
        with pytest.raises(KeyboardInterrupt):
            read_secret_key(tmp_path)
    assert not (tmp_path / "secret_key").exists()
    assert read_secret_key(tmp_path)


@pytest.mark.parametrize("key", ["", " ", "\n"])
def test_an_empty_one_is_refused(tmp_path, monkeypatch, key):
    (tmp_path / "secret_key").write_text(key)
    with pytest.raises(SystemExit, match=rf"^The secret key {tmp_path}/secret_key is empty"):
        read_secret_key(tmp_path)
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(SystemExit, match=r"^SECRET_KEY is empty"):
        read_secret_key(tmp_path)


def test_one_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(SystemExit, match=rf"^The secret key {tmp_path}/secret_key cannot be read or written"):
        read_secret_key(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=rf"^DATA_DIR is {tmp_path}/file/data: "):
        make_data_folder(tmp_path / "file" / "data")
