// {name: source} in, {name: {expressions: [...], elements: [...], modules: [...]} or {error}} out: what a page would run.
import { createProcessor } from '@mdx-js/mdx';
import { main, plugins } from './pages.mjs';

const processor = createProcessor({ remarkPlugins: plugins });

function walk(node, visit) {
  visit(node);
  for (const child of node.children ?? []) walk(child, visit);
}

await main((source) => {
  processor.processSync(source);
  const found = { expressions: [], elements: [], modules: [] };
  walk(processor.parse(source), (node) => {
    if (node.type.endsWith('Expression')) found.expressions.push(node.value);
    else if (node.type.startsWith('mdxJsx')) found.elements.push(node.name);
    else if (node.type === 'mdxjsEsm') found.modules.push(node.value);
  });
  return found;
});
