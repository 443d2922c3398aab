"""Code samples and payloads to nodes: what a program sends to an endpoint, and what a webhook sends to a program.

Both are planned first and made only when a page needs them: the plan tells whether there is anything to show.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from sphinx.locale import get_translation

from ...samples import LANGUAGES, RequestError, find_language, get_title, make_request
from .. import nodes as ours
from .bodies import make_sample
from .lexers import find_lexer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docutils import nodes

    from ...samples import Request
    from ...spec.model import CodeSample, Endpoint, Operation
    from ...spec.registry import SpecRegistry
    from .bodies import BodyComposer

_: Final = get_translation("sphinxext_gptproto")


def plan_samples(
    endpoint: Endpoint, registry: SpecRegistry, languages: Sequence[str]
) -> Callable[[], list[nodes.Element]] | None:
    """Return what makes the samples of a request, the source's own and ours, or nothing where there are none.

    :raises RequestError: when samples have to be made and no request can be.
    """
    own = endpoint.operation.code_samples
    replaced = {
        name
        for sample in own
        if not sample.is_beside and (language := find_language(sample.language))
        for name in (language.name, language.dialect_of)
    }
    wanted = [LANGUAGES[name] for name in languages if name not in replaced]
    request: Request | None = None
    try:
        if wanted:
            request = _get_request(endpoint, registry)
    except RequestError:
        if not own:
            raise

    def make() -> list[nodes.Element]:
        holder = ours.api_samples()
        holder += [_make_brought(sample) for sample in own if not sample.is_beside]
        for language in wanted:
            if request is not None and language.render is not None:
                code = language.render(request).rstrip("\n")
                holder += make_sample(language.title, code, language.lexer, fence=language.fence)
        holder += [_make_brought(sample) for sample in own if sample.is_beside]
        return [holder]

    return make if own or request is not None else None


def _get_request(endpoint: Endpoint, registry: SpecRegistry) -> Request:
    """Return what samples send, made once for the page's plan and its content."""
    service, resolve = registry.get_service(endpoint.operation), registry.resolve
    make = partial(make_request, endpoint, service=service, schemes=registry.schemes, resolve=resolve)
    return resolve.memo.get("request", endpoint, None, make)


def plan_payload(operation: Operation, composer: BodyComposer) -> Callable[[], list[nodes.Element]] | None:
    """Return what makes an example of what a webhook sends, and the code that the source brings, or nothing."""
    payloads = [
        (media, example)
        for media in (operation.body.content[:1] if operation.body is not None else ())
        for example in (media.examples or composer.made_examples(media))
    ]

    def make() -> list[nodes.Element]:
        holder = ours.api_samples()
        for media, example in payloads:
            words = example.summary or (example.name if len(payloads) > 1 else "") or str(_("Payload"))
            holder += composer.example(media, example, words)
        holder += [_make_brought(sample) for sample in operation.code_samples]
        return [holder]

    return make if payloads or operation.code_samples else None


def _make_brought(sample: CodeSample) -> ours.api_sample:
    title, code, language = get_title(sample), sample.code.rstrip("\n"), find_language(sample.language)
    if language is None:
        return make_sample(title, code, find_lexer(sample.language.lower()))
    return make_sample(title, code, language.lexer, fence=language.fence)
