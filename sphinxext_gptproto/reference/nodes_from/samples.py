"""Makes the nodes of code samples: what a program sends to an endpoint, and what a webhook sends to a program.

They are planned when a page is read, which finds out whether there are any, and made when the page is written.
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
    """Return a function that makes the samples of a request, or ``None`` if there are none.

    Those of the source replace the generated ones in the same language, unless they are marked as additional.

    :raises RequestError: when samples are to be generated and no request can be made.
    """
    source_samples = endpoint.operation.code_samples
    replaced = {
        name
        for sample in source_samples
        if not sample.is_beside and (language := find_language(sample.language))
        for name in (language.name, language.dialect_of)
    }
    generated = [LANGUAGES[name] for name in languages if name not in replaced]
    request: Request | None = None
    try:
        if generated:
            request = _get_request(endpoint, registry)
    except RequestError:
        if not source_samples:
            raise

    def make() -> list[nodes.Element]:
        samples = ours.api_samples()
        samples += [_make_source_sample(sample) for sample in source_samples if not sample.is_beside]
        for language in generated:
            if request is not None and language.render is not None:
                code = language.render(request).rstrip("\n")
                samples += make_sample(language.title, code, language.lexer, fence=language.fence)
        samples += [_make_source_sample(sample) for sample in source_samples if sample.is_beside]
        return [samples]

    return make if source_samples or request is not None else None


def _get_request(endpoint: Endpoint, registry: SpecRegistry) -> Request:
    """Return the request of samples, which is made once: for the plan when a page is read, and for its content."""
    service, resolve = registry.get_service(endpoint.operation), registry.resolve
    make = partial(make_request, endpoint, service=service, schemes=registry.schemes, resolve=resolve)
    return resolve.memo.get("request", endpoint, None, make)


def plan_payload(operation: Operation, composer: BodyComposer) -> Callable[[], list[nodes.Element]] | None:
    """Return a function that makes the examples of what a webhook sends, and code of the source, or ``None``."""
    payloads = [
        (media, example)
        for media in (operation.body.content[:1] if operation.body is not None else ())
        for example in (media.examples or composer.derive_examples(media))
    ]

    def make() -> list[nodes.Element]:
        samples = ours.api_samples()
        for media, example in payloads:
            title = example.summary or (example.name if len(payloads) > 1 else "") or str(_("Payload"))
            samples += composer.example(media, example, title)
        samples += [_make_source_sample(sample) for sample in operation.code_samples]
        return [samples]

    return make if payloads or operation.code_samples else None


def _make_source_sample(sample: CodeSample) -> ours.api_sample:
    """Return the node of a sample that the source has."""
    title, code, language = get_title(sample), sample.code.rstrip("\n"), find_language(sample.language)
    if language is None:
        return make_sample(title, code, find_lexer(sample.language.lower()))
    return make_sample(title, code, language.lexer, fence=language.fence)
