import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../processes/bundle';

/** An AMI: the bundled scripts that its machines run, by the names of the units that run them. */
export interface MachineImage {
  id: string;
  name: string;
  createdAt: Date;
  /** Unit → script. */
  scripts: Record<string, string>;
}

/** All AMIs, by id. */
export class MachineImages {
  private readonly images = new Map<string, MachineImage>();

  constructor(private readonly directory: string) {}

  /** Bakes scripts (unit → entry file) into an AMI; the same code gives the same id, which is returned. */
  async publish(name: string, entryFiles: Record<string, string>): Promise<string> {
    const hash = createHash('sha256');
    const bundles: [string, Uint8Array][] = [];
    for (const [unit, file] of Object.entries(entryFiles)) {
      const bytes = await bundle(file);
      hash.update(unit).update(bytes);
      bundles.push([unit, bytes]);
    }
    const id = `ami-${hash.digest('hex').slice(0, 17)}`;
    const directory = join(this.directory, id);
    await mkdir(directory, { recursive: true });
    const scripts: Record<string, string> = {};
    for (const [unit, bytes] of bundles) {
      const file = join(directory, `${unit}.cjs`);
      await writeFile(file, bytes);
      scripts[unit] = file;
    }
    this.images.set(id, { id, name, createdAt: new Date(), scripts });
    return id;
  }

  find(id: string): MachineImage | undefined {
    return this.images.get(id);
  }

  all(): MachineImage[] {
    return [...this.images.values()];
  }
}
