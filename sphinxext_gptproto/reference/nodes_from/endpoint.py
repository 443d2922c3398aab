"""Makes the nodes of endpoints and errors, in the classes of :mod:`.nodes`, with real children for every writer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.bodies import get_answers, get_contents, get_shapes
from ...content.build_fields import parameter_fields, schema_shape
from ...content.changes import find_changes
from ...content.credentials import security_fields
from ...content.fields import Field, get_repeated, get_tops, walk
from ...content.i18n import ngettext
from ...content.labels import show_block
from ...samples import get_sample_languages
from ...spec.names import make_anchor, short_name
from ...spec.servers import get_base
from .. import nodes as ours
from .bodies import BodyComposer, make_sample, note_inferred
from .changes import list_changes
from .commonmark import summarize_blocks
from .fields import link_to_docs
from .samples import plan_payload, plan_samples
from .sentences import enumerate_nodes, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ...spec.model import Callback, Endpoint, ErrorEntry, Operation, Server
    from ...spec.registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")

_LOCATION_TITLES: Final = {
    "path": _("Path parameters"),
    "query": _("Query parameters"),
    "header": _("Header parameters"),
    "cookie": _("Cookie parameters"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """A section of an endpoint. It is planned when a page is read, and its nodes are made when the page is written."""

    name: str
    title: str
    make: Callable[[], list[nodes.Element]]
    """Returns its nodes."""
    get_shapes: Callable[[], tuple[Field, ...]] = tuple
    """Returns its bodies, each as a field without a name, or its outermost fields."""
    get_links: Callable[[], set[str]] = set
    """Returns the anchors of fields that it links to."""

    def get_fields(self) -> list[tuple[str, Field]]:
        """Return all fields in it, at all depths, with their anchors."""
        shapes = self.get_shapes()
        bodies = {id(shape) for shape in shapes if not shape.name}
        return [(anchor, field) for anchor, field in walk(shapes) if id(field) not in bodies]


def list_fields(registry: SpecRegistry, endpoint: Endpoint, names: Iterable[str]) -> Iterator[tuple[str, Field, bool]]:
    """Yield all fields that some parts of an endpoint document, at all depths, with their anchors.

    :param names: of the parts.
    :return: also whether it is an outermost input; credentials, which most endpoints have, do not count as such.
    """
    for part in Composer(registry=registry).parts(endpoint, [name for name in names if name != "samples"]):
        is_input = part.name == "request-body" or part.name.endswith("-parameters")
        tops = get_tops(part.get_shapes()) if is_input else ()
        yield from ((anchor, field, anchor in tops) for anchor, field in part.get_fields())


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer(BodyComposer):
    """Makes the nodes of endpoints and errors.

    :param languages: those of request samples, in the order of display.
    :param sections: whether parts may be sections; elsewhere (in a note, in a table) they are rubrics.
    """

    languages: Sequence[str] = get_sample_languages()
    sections: bool = True

    def endpoint(self, endpoint: Endpoint, parts: Iterable[PagePart]) -> tuple[ours.api_endpoint, list[nodes.Element]]:
        """Return an endpoint's head and its parts, with their titles only: a table of contents needs no more.

        :param parts: of :meth:`parts`.
        """
        operation = endpoint.operation
        head = ours.api_endpoint(
            endpoint=endpoint.id,
            method=operation.method,
            path=operation.path,
            title=endpoint.title,
            short_title=endpoint.short_title,
            description="",
            deprecated=operation.deprecated,
            classes=["gp-endpoint"],
            ids=[f"{self.prefix}endpoint-{make_anchor(endpoint.id)}"],
        )
        if operation.is_webhook:
            head.webhook = True
        sections = [self._part(part) for part in parts]
        self._set_sources(head, *sections)
        return head, sections

    def fill(
        self, endpoint: Endpoint, names: Sequence[str], head: ours.api_endpoint, sections: Sequence[nodes.Element]
    ) -> list[nodes.Element]:
        """Add their content to the nodes that :meth:`endpoint` made, and return the content.

        :param names: of the parts.
        """
        parts = self.parts(endpoint, names)
        described = self.prose(endpoint.description)
        head.description = summarize_blocks(described)
        content = list(self._overview(endpoint, described)) if "overview" in names else []
        head[:0] = content
        for section, part in zip(sections, parts, strict=True):
            part_content = part.make()
            section += part_content
            content += part_content
        repeated = {anchor for part in parts for anchor in (*get_repeated(part.get_shapes()), *part.get_links())}
        head.repeated = sorted(self.prefix + anchor for anchor in repeated)
        self._set_sources(head, *sections)
        return content

    def fill_schema(self, node: ours.api_schema) -> list[nodes.Element]:
        """Add its content to the node of a shared schema, before that of the directive, and return it."""
        shape = schema_shape(node.schema, self.resolver)
        node.repeated = sorted(self.prefix + anchor for anchor in get_repeated([shape]))
        content = self.shape(shape, described=True, root=(node["ids"][0], short_name(node.schema)))
        node[:0] = content
        self._set_sources(node)
        return content

    def _set_sources(self, *elements: nodes.Element) -> None:
        """Set source file and line of all nodes that have none; for MDX, which needs few, of these elements only."""
        for element in elements:
            for node in element.findall(nodes.Element) if self.shared_nodes is None else (element,):
                if node.source is None:
                    node.source, node.line = self.source[0] or None, self.source[1] or None

    def parts(self, endpoint: Endpoint, names: Sequence[str]) -> list[PagePart]:
        """Return the parts with these names, in this order, without those that have nothing to show.

        :raises RequestError: when there should be samples, and no request can be made.
        """
        makers: dict[str, Callable[[Endpoint], Iterable[PagePart]]] = {
            "authentication": self._authentication,
            "parameters": self._parameters,
            "body": self._body,
            "samples": self._samples,
            "responses": self._responses,
            "callbacks": self._callbacks,
            "errors": self._errors,
            "changes": partial(self._changes, names),
        }
        return [part for name in names if name in makers for part in makers[name](endpoint)]

    # -- parts --------------------------------------------------------------------------------------------------------

    def _overview(self, endpoint: Endpoint, described: Sequence[nodes.Element]) -> Iterable[nodes.Element]:
        operation = endpoint.operation
        servers = () if operation.is_webhook else operation.servers or self.registry.get_service(operation).servers
        signature = ours.api_signature(
            method=operation.method,
            path=operation.path,
            server=servers[0].url if servers else "",
            translatable=False,
            classes=["gp-signature"],
        )
        method = nodes.strong("", operation.method, classes=["gp-method", f"gp-{operation.method.lower()}"])
        signature += [method, nodes.Text(" "), nodes.literal("", operation.path, classes=["gp-path"])]
        yield signature
        yield from self._switcher(endpoint)
        if operation.badges:
            names = [node for name in operation.badges for node in (nodes.Text(" · "), nodes.strong("", name))]
            yield nodes.paragraph("", "", *names[1:], classes=["gp-badges"])
        if operation.deprecated:
            yield nodes.warning("", nodes.paragraph("", _("This endpoint is deprecated.")))
        if operation.is_webhook:
            yield nodes.note("", nodes.paragraph("", _("A webhook: the service sends this request to you.")))
        yield from described
        if operation.external_docs is not None:
            link = link_to_docs(operation.external_docs, self.base, self.source)
            yield nodes.paragraph("", "", nodes.Text(_("See") + " "), *link)
        if operation.operation_id:
            line = [nodes.Text(_("Operation ID:") + " "), nodes.literal("", operation.operation_id)]
            yield nodes.paragraph("", "", *line, classes=["gp-operation-id"])
        if len(servers) > 1 or any(server.variables or server.relative for server in servers):
            yield nodes.paragraph("", _("Servers:"))
            yield self._list_servers(servers)

    def _authentication(self, endpoint: Endpoint) -> Iterable[PagePart]:
        operation, schemes = endpoint.operation, self.registry.schemes
        has_samples = self.languages and not operation.is_webhook
        variable = self.registry.get_service(operation).key_variable if has_samples else ""
        fields = security_fields(operation, schemes, variable)

        def make() -> list[nodes.Element]:
            listing: list[nodes.Element] = [self.listed(fields, "header")] if fields else []
            return listing + list(self._alternatives(operation))

        if fields or any(operation.security):
            yield PagePart(name="authentication", title=_("Authentication"), make=make, get_shapes=lambda: fields)

    def _alternatives(self, operation: Operation) -> Iterator[nodes.Element]:
        """Yield which credentials are needed together, which are alternatives, and their scopes.

        A single credential without scopes needs no such text.
        """
        if len(operation.security) == 1 and not any(operation.security[0].values()):
            if len(operation.security[0]) > 1:
                yield nodes.paragraph("", _("All of them are needed together."))
            return
        listing = nodes.bullet_list(bullet="*")
        for requirement in operation.security:
            line: list[nodes.Node] = [] if requirement else [nodes.Text(_("no credentials at all"))]
            for number, (name, scopes) in enumerate(requirement.items()):
                line += [nodes.Text(" " + _("and") + " ")] if number else []
                line.append(nodes.literal("", name.rpartition(":")[2]))
                line += self._scopes(name, scopes)
            listing += nodes.list_item("", nodes.paragraph("", "", *line))
        several = len(operation.security) > 1
        yield nodes.paragraph("", _("One of these is needed:") if several else _("Needed:"))
        yield listing

    def _scopes(self, name: str, scopes: Sequence[str]) -> list[nodes.Node]:
        """Return the scopes that a requirement has of a security scheme, with their descriptions."""
        scheme = self.registry.schemes.get(name)
        flows = scheme.flows if scheme else ()
        descriptions = {scope: description for flow in flows for scope, description in flow.scopes.items()}
        listed: list[nodes.Node] = []
        for number, scope in enumerate(scopes):
            listed += [nodes.Text(", ")] if number else []
            listed.append(nodes.literal("", scope))
            listed += [nodes.Text(f" ({descriptions[scope]})")] if descriptions.get(scope) else []
        message = ngettext("with the scope {scopes}", "with the scopes {scopes}", len(scopes))
        return [nodes.Text(" "), *phrase(message, scopes=listed)] if scopes else []

    def _parameters(self, endpoint: Endpoint) -> Iterable[PagePart]:
        for location, title in _LOCATION_TITLES.items():
            if any(parameter.location == location for parameter in endpoint.operation.parameters):
                get_fields = cache(partial(parameter_fields, endpoint.operation, location, self.resolver))
                make = partial(self._listed_fields, endpoint.operation, get_fields, location)
                yield PagePart(name=f"{location}-parameters", title=str(title), make=make, get_shapes=get_fields)

    def _listed_fields(
        self, operation: Operation, get_fields: Callable[[], tuple[Field, ...]], place: str
    ) -> list[nodes.Element]:
        inferred = any(parameter.inferred for parameter in operation.parameters if parameter.location == place)
        notes = [note_inferred(optional=place != "path")] if inferred else []
        return [*notes, self.listed(get_fields(), place)]

    def _body(self, endpoint: Endpoint) -> Iterable[PagePart]:
        body = endpoint.operation.body
        if body is not None:
            contents = cache(partial(get_contents, body.content, "body", self.resolver))
            yield PagePart(
                name="request-body",
                title=_("Request body"),
                make=lambda: self.body(body, contents()),
                get_shapes=lambda: get_shapes(contents()),
            )

    def _samples(self, endpoint: Endpoint) -> Iterable[PagePart]:
        if endpoint.operation.is_webhook:
            name, title, make = "payload", _("Payload"), plan_payload(endpoint.operation, self)
        else:
            name, title = "request-samples", _("Request samples")
            make = plan_samples(endpoint, self.registry, self.languages)
        if make is not None:
            yield PagePart(name=name, title=title, make=make)

    def _responses(self, endpoint: Endpoint) -> Iterable[PagePart]:
        responses = endpoint.operation.responses
        answers = cache(partial(get_answers, responses, self.resolver))

        def make() -> list[nodes.Element]:
            return [
                self.response(answer, endpoint.operation.service, several=len(answers()) > 1) for answer in answers()
            ]

        if responses:
            yield PagePart(
                name="response",
                title=_("Response") if len(responses) == 1 else _("Responses"),
                make=make,
                get_shapes=lambda: get_shapes(answer.content for answer in answers()),
            )

    def _callbacks(self, endpoint: Endpoint) -> Iterable[PagePart]:
        callbacks = endpoint.operation.callbacks

        def make() -> list[nodes.Element]:
            return [node for callback in callbacks for node in self._callback(callback, endpoint.operation.service)]

        if callbacks:
            yield PagePart(name="callbacks", title=_("Callbacks"), make=make)

    def _callback(self, callback: Callback, service: str) -> Iterator[nodes.Element]:
        """Yield what the service sends to the caller, and what it expects back."""
        operation = callback.operation
        prefix = f"{self.prefix}callback-{make_anchor(callback.name)}-{operation.method.lower()}-"
        composer = replace(self, prefix=prefix)
        heading = [
            nodes.strong("", callback.name),
            nodes.Text(" "),
            nodes.literal("", f"{operation.method} {callback.expression}"),
        ]
        yield nodes.paragraph("", "", *heading, classes=["gp-block-title"])
        yield from self.prose(operation.description or operation.summary)
        for location, title in _LOCATION_TITLES.items():
            fields = parameter_fields(operation, location, self.resolver)
            if fields:
                yield nodes.paragraph("", f"{title}:")
                yield composer.listed(fields, location)
        if operation.body is not None:
            yield from composer.body(operation.body, get_contents(operation.body.content, "payload", self.resolver))
        for answer in get_answers(operation.responses, self.resolver):
            node = composer.response(answer, service, several=True)
            yield nodes.container("", *node.children)

    def _errors(self, endpoint: Endpoint) -> Iterable[PagePart]:
        entries = [self.registry.get_error(name) for name in endpoint.operation.errors]
        if entries:
            yield PagePart(name="errors", title=_("Errors"), make=lambda: [*self.errors(entries)])

    def errors(self, entries: Iterable[ErrorEntry]) -> list[ours.api_error]:
        """Return a block for each entry."""
        return [self.share("error", entry, self.prefix, partial(self._error, entry)) for entry in entries]

    def _error(self, entry: ErrorEntry) -> ours.api_error:
        title = f"{entry.status} - {entry.title}"
        anchor = f"{self.prefix}error-{make_anchor(entry.id)}"
        classes = ["gp-error", f"gp-status-{str(entry.status)[:1]}"]
        node = ours.api_error(error=entry.id, status=entry.status, title=title, ids=[anchor], classes=classes)
        node += nodes.paragraph("", "", nodes.strong("", title), classes=["gp-block-title"])
        for label, text in ((_("When:"), entry.when), (_("What to do:"), entry.action)):
            if text:
                node += self._labelled(str(label), text)
        if entry.message not in show_block(entry.body):  # else the body shows it
            node += nodes.paragraph("", entry.message)
        source_title = f"{entry.status} - {entry.source_title or entry.title}"  # the same in every language
        node += make_sample(source_title, show_block(entry.body), "json")
        return node

    # -- versions -----------------------------------------------------------------------------------------------------

    def _switcher(self, endpoint: Endpoint) -> Iterator[nodes.Element]:
        """Yield a line that leads to the same endpoint in the other versions of its API."""
        line: list[nodes.Node] = []
        for item in self.registry.get_endpoint_versions(endpoint):
            label = item.version.label
            text: nodes.Element
            if item.endpoint is None:
                text = nodes.inline("", _("{version} (not available)").format(version=label))
            elif item.endpoint.id == endpoint.id:
                text = nodes.strong("", label)
            else:
                text = self.refer_to_endpoint(item.endpoint.id, nodes.inline("", label))
            line += [nodes.Text(" · ") if line else nodes.Text(_("Version:") + " "), text]
        if line:
            yield nodes.paragraph("", "", *line, classes=["gp-versions"], translatable=False)

    def _changes(self, names: Sequence[str], endpoint: Endpoint) -> Iterable[PagePart]:
        """Return what changed since the previous version of the API.

        :param names: of the parts on the page, whose fields the changes link to.
        """
        versions = self.registry.get_endpoint_versions(endpoint)
        own = next((n for n, item in enumerate(versions) if item.endpoint and item.endpoint.id == endpoint.id), 0)
        if own + 1 >= len(versions):
            return
        previous, version = versions[own + 1], versions[own].version
        title = _("Changed since {version}").format(version=previous.version.label)
        if previous.endpoint is None:
            text = nodes.paragraph("", _("New in {version}.").format(version=version.label))
            yield PagePart(name="changes", title=title, make=lambda: [text])
            return
        changes = find_changes(self.registry, previous.endpoint, endpoint)
        shown = [name for name in names if name in ("parameters", "body", "responses")]

        @cache
        def get_ids() -> dict[str, str]:
            anchors = {anchor for part in self.parts(endpoint, shown) for anchor, _field in part.get_fields()}
            linked = {change.anchor for change in changes if change.anchor}
            return {anchor: self.prefix + anchor for anchor in anchors & linked}

        if changes:
            yield PagePart(
                name="changes",
                title=title,
                make=lambda: [list_changes(changes, self.line, get_ids())],
                get_links=lambda: {*get_ids()},
            )

    # -- small parts --------------------------------------------------------------------------------------------------

    def _labelled(self, label: str, text: str) -> nodes.Element:
        """Return a description with a label before its first line."""
        blocks = self.prose(text)
        first = blocks[0] if blocks else nodes.paragraph()
        if not isinstance(first, nodes.paragraph):
            first = nodes.paragraph()
            blocks.insert(0, first)
        first.insert(0, [nodes.emphasis("", label), nodes.Text(" ")])
        return first if len(blocks) == 1 else nodes.container("", *blocks)

    def _part(self, part: PagePart) -> nodes.Element:
        identifier = self.prefix + part.name
        if not self.sections:
            return nodes.container("", nodes.rubric("", part.title, ids=[identifier]))
        return ours.api_part("", nodes.title("", part.title), ids=[identifier], part=part.name)

    def describe_server(self, server: Server) -> list[nodes.Node]:
        """Return the address of a server and its description, and for a relative address what samples use."""
        line: list[nodes.Node] = [nodes.literal("", server.address)]
        if server.relative:
            base = nodes.literal("", get_base(server))
            line += [nodes.Text(" "), *phrase(_("(relative to the API's own address; samples use {base})"), base=base)]
        return line + ([nodes.Text(": "), *self.line(server.description)] if server.description else [])

    def _list_servers(self, servers: Iterable[Server]) -> nodes.bullet_list:
        listing = nodes.bullet_list(bullet="*")
        for server in servers:
            item = nodes.list_item("", nodes.paragraph("", "", *self.describe_server(server)))
            variables = nodes.bullet_list(bullet="*")
            for variable in server.variables:
                line: list[nodes.Node] = [nodes.literal("", variable.name)]
                line += [nodes.Text(": "), *self.line(variable.description)] if variable.description else []
                values = enumerate_nodes(nodes.literal("", value) for value in variable.values)
                message = _("(default: {default}; allowed: {values})") if values else _("(default: {default})")
                allowed = phrase(message, default=nodes.literal("", variable.default), values=values)
                variables += nodes.list_item("", nodes.paragraph("", "", *line, nodes.Text(" "), *allowed))
            item += [variables] if server.variables else []
            listing += item
        return listing
