"""Ids and titles that are made of names."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinxext_gptproto.spec.names import make_id, make_request_id, make_title, split_words


@pytest.mark.parametrize(
    ("names", "identifier", "title"),
    [
        ("createChatCompletion create_chat_completion CreateChatCompletion CREATE_CHAT_COMPLETION create.chat/completion", "create-chat-completion", "Create chat completion"),
        ("listAPIKeys listApiKeys list_api_keys LIST-API-KEYS List_API_keys", "list-api-keys", "List API keys"),
        ("getUserID getUserId get_user_id", "get-user-id", "Get user ID"),
        ("listUserIDs listUserIds list_user_ids", "list-user-ids", "List user IDs"),
        ("URLsOfUser urlsOfUser urls_of_user", "urls-of-user", "URLs of user"),
        ("getHTTPResponse getHttpResponse", "get-http-response", "Get HTTP response"),
        ("HTTPSServer httpsServer", "https-server", "HTTPS server"),
        ("OAuth2Token oauth2_token OAUTH2_TOKEN", "oauth2-token", "OAuth2 token"),
        ("getOAuthToken", "get-oauth-token", "Get OAuth token"),
        ("listOpenAIModels list_openai_models", "list-openai-models", "List OpenAI models"),
        ("OpenAI openai OPENAI", "openai", "OpenAI"),
        ("iOSDevices ios_devices", "ios-devices", "iOS devices"),
        ("listUsersV2 list_users_v2", "list-users-v2", "List users v2"),
        ("v2ListUsers", "v2-list-users", "V2 list users"),
        ("IPv4Address ipv4_address", "ipv4-address", "IPv4 address"),
        ("enable2FA enable_2fa", None, "Enable 2FA"),
        ("sha256Hash sha256_hash", "sha256-hash", "Sha256 hash"),
        ("listKYCChecks", "list-kyc-checks", "List KYC checks"),
        ("listXYZItems", "list-xyz-items", "List XYZ items"),
        ("listVpcs listVPCs", "list-vpcs", "List VPCs"),
        ("statusCodes", "status-codes", "Status codes"),
        ("PING Ping", "ping", "Ping"),
        ("créerÉlément cre\u0301erE\u0301le\u0301ment", "créer-élément", "Créer élément"),
        ("ПолучитьПользователя", "получить-пользователя", "Получить пользователя"),
        ("创建聊天", "创建聊天", "创建聊天"),
        ("الحصول_على", "الحصول-على", "الحصول على"),
        ("हिन्दी", "हिन्दी", "हिन्दी"),
        ("ﬁles", "ﬁles", "Files"),
        ("🚀", "rocket", ""),
        ("🚀Deploy deploy!", "deploy", "Deploy"),
        ("... _ \\ \ufe0f", "unnamed", ""),
    ],
)  # fmt: skip
def test_the_same_words_in_any_style(names, identifier, title):
    for name in names.split():
        assert identifier in (None, make_id(name)), name
        assert make_title(name) == title, name


def test_titles_are_written_as_they_are():
    assert split_words("Get the user's APIKey") == ["Get", "the", "user", "s", "API", "Key"]


@pytest.mark.parametrize(
    ("method", "path", "identifier"),
    [
        ("GET", "/", "get"),
        ("DELETE", "/users/{userId}/API_keys", "delete-users-by-user-id-api-keys"),
        ("POST", "order.paid", "post-order-paid"),
    ],
)
def test_requests_without_a_name(method, path, identifier):
    assert make_request_id(method, path) == identifier


@given(st.text())
@example("\u0301")
@example("0:\U00016f4f0")
@example("İ")
@example("\U000e0067")
def test_any_name(name):
    identifier = make_id(name)
    assert identifier
    assert not re.search(r"[\s/\\.]|--|\A-|-\Z", identifier)
    assert make_id(unicodedata.normalize("NFD", name)) == make_id(unicodedata.normalize("NFC", name))
    letters = (char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char)[0] in "LMN")
    assert all(char in letters for char in "".join(split_words(name)))  # in the same order; "in" goes on from the last
    assert "\n" not in make_title(name)
