import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Part → what a page of docs/ has there, however its tables are aligned. */
export function madeParts(page: string): Record<string, string> {
  const text = readFileSync(join(__dirname, '../../../docs', page), 'utf8');
  const parts = text.matchAll(/<!-- made by [^:>]+: (.+?) -->\n([\s\S]*?)<!-- end -->/g);
  return Object.fromEntries([...parts].map(([, name = '', made = '']) => [name, squeezed(made)]));
}

export const squeezed = (markdown: string): string =>
  markdown.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
