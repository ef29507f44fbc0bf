import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf } from '../engines/environments';
import { ACCOUNT, REGION, type RunningEngine } from '../engines/start';
import type { Template } from './template';

interface Manifest {
  files: Record<
    string,
    {
      source: { path: string; packaging: 'zip' | 'file' };
      destinations: Record<string, { bucketName: string; objectKey: string }>;
    }
  >;
}

/** Nobody looks at the signature; the service and the account are read from where they stand in it. */
const authorization = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260101/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=none`;

/** Puts what a stack's template refers to where it refers to, as `cdk deploy` does. */
export async function publishAssets(
  { endpoint }: RunningEngine,
  folder: string,
  stack: string,
): Promise<void> {
  const file = join(folder, `${stack}.assets.json`);
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  for (const { source, destinations } of Object.values(files)) {
    const path = join(folder, source.path);
    const body = source.packaging === 'zip' ? zipped(path) : readFileSync(path);
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      const bucket = `${endpoint}/${resolved(bucketName)}`;
      await put(bucket);
      await put(`${bucket}/${objectKey}`, body);
    }
  }
}

/** Puts a template where CloudFormation reads it: it takes no longer ones than 50 KiB otherwise. Returns its URL. */
export async function publishTemplate(
  { endpoint }: RunningEngine,
  stack: string,
  template: Template,
): Promise<string> {
  const url = `${endpoint}/templates/${stack}.json`;
  await put(`${endpoint}/templates`);
  await put(url, Buffer.from(JSON.stringify(template)));
  return url;
}

async function put(url: string, body?: Buffer): Promise<void> {
  const headers = { authorization };
  const response = await fetch(url, { method: 'PUT', headers, ...(body && { body }) });
  // A bucket may be there already.
  if (!response.ok && response.status !== 409)
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

const resolved = (name: string) =>
  name.replaceAll('${AWS::AccountId}', ACCOUNT).replaceAll('${AWS::Region}', REGION);

function zipped(directory: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'transship-asset-'));
  try {
    const archive = join(folder, 'asset.zip');
    const words = ['-m', 'zipfile', '-c', archive, ...readdirSync(directory)];
    const { status } = spawnSync(commandOf('ministack', 'python'), words, { cwd: directory });
    if (status !== 0) throw new Error(`${directory} could not be packed`);
    return readFileSync(archive);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
