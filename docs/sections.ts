import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

// Parts of these pages are made by commands. Such a part stands between two comments, of which the first names it.

const part = (name: string): RegExp =>
  new RegExp(`(<!-- made by [^:>]+: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);

/** Puts parts (name → Markdown) into a page of this folder. */
export async function fill(page: string, parts: Record<string, string>): Promise<void> {
  const file = join(__dirname, page);
  let text = await readFile(file, 'utf8');
  for (const [name, made] of Object.entries(parts)) {
    if (!part(name).test(text)) throw new Error(`docs/${page} has no place for ${name}`);
    text = text.replace(
      part(name),
      (_, begin: string, end: string) => `${begin}\n${made}\n\n${end}`,
    );
  }
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  console.log(`docs/${page}`);
}
