"""API keys in a file are masked if they may be live."""

from __future__ import annotations

import pytest

LIVE_TOKEN = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTciLCJwYWQiOiJ4eHh4eHh4eHh4eHh4eHh4eHh4eHh4In0.c2lnbmF0dXJlLW9mLWEtdG9rZW4"
)


@pytest.mark.parametrize(
    "key",
    [
        "sk-" + "proj-T3BlbkFJq8vX2mZ7",
        "sk_live_" + "51Hq8vX2mZ7bL1wR8n",
        "AKIA" + "Q3EGRVX7ZK2M5PLW",
        "AIza" + "SyB7q8vX2mZ7bL1wR8nYc5K3d0FhT4uE9aQ",
        "ghp_" + "q8vX2mZ7bL1wR8nYc5K3d0FhT4uE9aQ6s",
        "xoxb-" + "284719350624-kQ8vX2mZ7bL1",
        LIVE_TOKEN,
    ],
)
def test_live_keys_are_masked(load_operation, key):
    operation, _, faults = load_operation(f"description: 'Use {key}, please.'")
    assert operation.description == "Use YOUR_API_KEY, please."
    assert len(faults) == 1
    assert "live API key" in faults[0]


@pytest.mark.parametrize(
    "text",
    [
        "^ssh-rsa |^(sk-ssh-ed25519|sk-ecdsa-sha2-nistp256)@openssh.com ",
        "sk-admin-1234abcd",
        "sk-abcdefghijklmnop123",
        "sk-proj-7Qxxxxxxxxxxxxxx",
        "sk-proj-T3BlbkFJq8vX2...",
        "sk-proj-T3BlbkFJq8vX2****",
        "sk-your-key-goes-here-1",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_1234567890abcdef1234567890abcdef12345678",
        "a task-list-2-of-many",
        # jwt.io's example, and a token that ended in 2021
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
        "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2MzkwMDE3NTYsInN1YiI6ImEifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
    ],
)
def test_other_keys_are_not_masked(load_operation, text):
    operation, _, faults = load_operation(f"description: '{text}'")
    assert operation.description == text
    assert faults == []


def test_a_long_token_is_masked(load_operation):
    head, claims, signature = LIVE_TOKEN.split(".")
    operation, _, _ = load_operation(f"description: {head}.{claims + 'QUJD' * 100}.{signature}")
    assert operation.description == "YOUR_API_KEY"
