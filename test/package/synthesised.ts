import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/** What CDK has made of an app. */
export interface Synthesised {
  /** Stack → template. */
  templates: Record<string, Template>;
  /** Every Lambda function, with the folder that its code is in. */
  functions: { stack: string; handler: string; asset: string }[];
  /** Assets that are one file. */
  files: string[];
}

export function synthesised(folder: string): Synthesised {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const names = readdirSync(folder);
  const templates = Object.fromEntries(
    names
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => [basename(name, '.template.json'), json(name) as Template]),
  );
  const functions = Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => {
        const { Handler, Code } = Properties as { Handler: string; Code: { S3Key: string } };
        const asset = join(folder, `asset.${basename(Code.S3Key, '.zip')}`);
        return { stack, handler: Handler, asset };
      }),
  );
  const files = names
    .filter((name) => /^asset\.\w+\.json$/.test(name))
    .map((name) => join(folder, name));
  return { templates, functions, files };
}
