"""Bad registry files: each gives one message, the one in the text file beside it, and costs only what is faulty.

``--force-regen`` writes the messages anew; read every one of them then, as someone who has never seen the file would.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinxext_gptproto.cli import check
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.errors import UnreadableSourceError

BAD = Path(__file__).parent / "bad"
KINDS = sorted(path for path in BAD.iterdir() if path.suffix == ".yaml" or path.is_dir())
UNREADABLE = {
    "a-list", "alias-bomb", "alias-of-itself", "control-character", "empty", "no-gptproto-key", "not-utf-8",
    "only-comments", "syntax-bracket", "syntax-error", "tab", "too-deep", "two-documents", "unknown-alias",
    "version-as-text", "wrong-version",
}  # fmt: skip


@pytest.fixture(params=KINDS, ids=[path.stem for path in KINDS])
def kind(request, monkeypatch):
    monkeypatch.chdir(BAD)  # so that messages hold the file's name only
    return Path(request.param.name)


def test_message(kind, capsys, file_regression):
    status = check.main([str(kind)])
    out, err = capsys.readouterr()
    *messages, counts = out.splitlines() or [""]
    if kind.stem in UNREADABLE:
        assert (status, out) == (2, "")
        messages = err.splitlines()
    else:
        assert (status, err) == (1, "")
        assert counts.endswith(", 1 fault")
    assert len(messages) == 1, "one fault, one message"
    file_regression.check(messages[0] + "\n", fullpath=BAD / f"{kind.stem}.txt", newline="\n")


def test_the_rest_is_kept(kind):
    if kind.stem in UNREADABLE:
        with pytest.raises(UnreadableSourceError):
            load(kind)
    else:
        assert "good/example/text-to-text" in load(kind)[0].endpoints


def test_fault_has_a_place(kind):
    """Line and column lead to something: to the key or to the value that the message is about."""
    if kind.stem in UNREADABLE:
        return
    (fault,) = load(kind)[1]
    text = Path(fault.source.file).read_text(encoding="utf-8").split("\n")[fault.source.line - 1]
    before, rest = text[: fault.source.column - 1], text[fault.source.column - 1 :]
    assert rest.strip(), "something stands there"
    assert not before or before[-1] in " [{", "and it starts there"


def test_no_stale_messages():
    assert {path.stem for path in BAD.glob("*.txt")} == {path.stem for path in KINDS}


def test_there_are_many():
    assert len(KINDS) >= 40
