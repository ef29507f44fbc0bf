import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { TransshipError } from '../core/errors';

/** To be asked before what takes long. Errors: `InvalidOption`. */
export function refuseExisting(file: string, { force }: { force: boolean }): void {
  if (!force && existsSync(file)) throw existing(file);
}

/** Errors: `InvalidOption`, where there is such a file and it is not said to be overwritten, or it cannot be written. */
export async function writeOutput(
  file: string,
  content: string,
  { force }: { force: boolean },
): Promise<void> {
  try {
    await writeFile(file, content, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw existing(file);
    const told = `${file} cannot be written: ${message}.`;
    throw new TransshipError('InvalidOption', told, { cause: error });
  }
}

const existing = (file: string): TransshipError =>
  new TransshipError(
    'InvalidOption',
    `There is a file ${file} already. Pass --force to overwrite it, or another --output.`,
  );
