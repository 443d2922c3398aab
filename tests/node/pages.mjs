// What compile.mjs and render.mjs share: pages as JSON on standard input, results as JSON on standard output.
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';

export const plugins = [[remarkFrontmatter, ['yaml']], remarkGfm, remarkMath];

// Mintlify turns `## Words {#id}` into an element before it reads any Markdown: the words get a line of their own.
const HEADING = /^( {0,3})(#{1,4})\s+(.+?)\s*\{\s*#([^}]+?)\s*\}\s*$/;
export function withHeadingIds(source) {
  let fence = null;
  return source.split('\n').map((line) => {
    const ticks = /^\s*(`{3,})/.exec(line)?.[1];
    if (ticks && (fence === null || (ticks.length >= fence && line.trim() === ticks))) fence = fence === null ? ticks.length : null;
    const heading = fence === null && HEADING.exec(line);
    if (!heading) return line;
    const [, indent, signs, words, id] = heading;
    return `${indent}<h${signs.length} id="${id}">\n${indent}${words}\n${indent}</h${signs.length}>`;
  }).join('\n');
}

export async function main(work) {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const pages = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const results = {};
  for (const [name, source] of Object.entries(pages)) {
    try {
      results[name] = await work(withHeadingIds(source));
    } catch (error) {
      results[name] = { error: `${error.name}: ${error.reason ?? error.message}`, line: error.line ?? error.place?.line ?? null };
    }
  }
  process.stdout.write(JSON.stringify(results));
}
