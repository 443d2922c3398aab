"""Files are written completely or not at all, and are not touched if their content stays the same."""

from __future__ import annotations

import os
import threading

import pytest

from sphinxext_gptproto.files import copy_file, remove_file, replace_file, replace_folder


def test_missing_folders_are_created(tmp_path):
    assert replace_file(tmp_path / "a/b/c.mdx", "One\n")
    assert (tmp_path / "a/b/c.mdx").read_bytes() == b"One\n"


def test_a_file_with_the_same_content_is_not_touched(tmp_path):
    path = tmp_path / "a.mdx"
    replace_file(path, "é\n")
    os.utime(path, (1, 1))
    assert not replace_file(path, "é\n")
    assert path.stat().st_mtime == 1
    assert replace_file(path, "ö\n")


def test_no_temporary_file_remains_if_writing_fails(tmp_path):
    (tmp_path / "a.mdx").mkdir()
    with pytest.raises(OSError, match=r"a\.mdx"):
        replace_file(tmp_path / "a.mdx", "One\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mdx"]


def test_readers_see_the_old_file_or_the_new_one(tmp_path):
    path, texts = tmp_path / "a.mdx", {"a" * 500_000, "b" * 500_000}
    replace_file(path, min(texts))
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            seen.add(path.read_text(encoding="utf-8"))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        for text in texts:
            replace_file(path, text)
    done.set()
    reader.join()
    assert seen <= texts


def test_an_unchanged_file_is_copied_once(tmp_path):
    source, copy = tmp_path / "x.png", tmp_path / "images/x.png"
    source.write_bytes(b"1")
    copy_file(source, copy)
    before = copy.stat().st_ino
    copy_file(source, copy)
    assert (copy.read_bytes(), copy.stat().st_ino) == (b"1", before)
    source.unlink()
    with pytest.raises(FileNotFoundError):
        copy_file(source, tmp_path / "images/y.png")
    assert sorted(path.name for path in copy.parent.iterdir()) == ["x.png"]


def test_a_file_with_the_longest_name(tmp_path):
    path = tmp_path / ("x" * 255)
    assert replace_file(path, "One\n")
    copy_file(path, tmp_path / "a" / path.name)


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "registry"
    replace_folder(path, {"a.yaml": "1", "b/c.yaml": "2"})
    replace_folder(path, {"d/e.yaml": "3"})
    assert [file.relative_to(path).as_posix() for file in path.rglob("*.yaml")] == ["d/e.yaml"]
    replace_folder(path, {"": "4"})
    assert path.read_text(encoding="utf-8") == "4"
    assert [file.name for file in tmp_path.iterdir()] == ["registry"]


def test_folders_that_become_empty_are_removed(tmp_path):
    for name in ("site/a/b/c.md", "site/a/d.md"):
        replace_file(tmp_path / name, "")
    top = tmp_path / "site"
    remove_file(top / "a/b/c.md", top)
    assert sorted(path.name for path in (top / "a").iterdir()) == ["d.md"]
    remove_file(top / "a/b/c.md", top)
    remove_file(top / "a/d.md", top)
    assert list(top.iterdir()) == []
