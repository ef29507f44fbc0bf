import { CreateFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf } from './environments';
import { ACCOUNT } from './start';

export interface FunctionOptions {
  name: string;
  code: string | Buffer;
  /** What of the code is called. Default `index.handler`. */
  handler?: string;
  timeoutSeconds: number;
  environment: Record<string, string>;
}

/** Creates a Lambda function of somebody else's AWS. */
export async function createFunction(
  client: LambdaClient,
  { name, code, handler = 'index.handler', timeoutSeconds, environment }: FunctionOptions,
): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'provided.al2023',
      Handler: handler,
      Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      Code: { ZipFile: packed(code) },
      Timeout: timeoutSeconds,
      Environment: { Variables: { ...environment, HANDLER_EXPORT: handler.replace('index.', '') } },
    }),
  );
}

function packed(code: string | Buffer): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'transship-function-'));
  const [bootstrap, index, archive] = ['bootstrap', 'index.js', 'code.zip'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  try {
    copyFileSync(join(__dirname, 'bootstrap.cjs'), bootstrap);
    chmodSync(bootstrap, 0o755);
    writeFileSync(index, code);
    const words = ['-m', 'zipfile', '-c', archive, bootstrap, index];
    const { status } = spawnSync(commandOf('ministack', 'python'), words, { stdio: 'inherit' });
    if (status !== 0) throw new Error('The code could not be packed');
    return readFileSync(archive);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
