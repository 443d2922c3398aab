// {name: source} in, {name: {html, text} or {error}} out. Components are stubs: their words, then their children.
import { evaluate } from '@mdx-js/mdx';
import React from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import * as runtime from 'react/jsx-runtime';
import { main, plugins } from './pages.mjs';

const SHOWN = ['title', 'caption', 'tip', 'label', 'description'];
const INLINE = new Set(['Badge', 'Icon', 'Tooltip']);
const stub = (component) => (props) => React.createElement(INLINE.has(component) ? 'span' : 'div', null,
  SHOWN.filter((name) => typeof props[name] === 'string').map((name) => React.createElement('p', { key: name }, props[name])), props.children);

function componentsOf(source) {
  const components = {};
  for (const [, name] of source.matchAll(/<([A-Z][\w.]*)/g)) {
    const [base, member] = name.split('.');
    components[base] ??= stub(base);
    if (member) components[base][member] ??= stub(member);
  }
  return components;
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', amp: '&', '#x27': "'" };
const textOf = (html) => html
  .replace(/<\/(?:p|div|li|h[1-6]|td|th|tr|pre|blockquote)>|<br\/?>/g, '\n')
  .replace(/<[^>]*>/g, '')
  .replace(/&(lt|gt|quot|amp|#x27);/g, (_, name) => ENTITIES[name]);

await main(async (source) => {
  const { default: Page } = await evaluate(source, { ...runtime, remarkPlugins: plugins });
  const html = renderToStaticMarkup(React.createElement(Page, { components: componentsOf(source) }));
  return { html, text: textOf(html) };
});
