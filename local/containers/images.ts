import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundle } from '../processes/bundle';
import { REGISTRY } from './names';

/** An image: one bundled script, named by the digest of its bytes. */
export interface Image {
  repository: string;
  digest: string;
  file: string;
  sizeInBytes: number;
  pushedAt: number;
}

/** The image registry: repository → digest → image. */
export class Images {
  private readonly repositories = new Map<string, Map<string, Image>>();

  constructor(private readonly directory: string) {}

  /** Bundles a script and keeps it; the same code gives the same digest. Returns the image's URI. */
  async publish(repository: string, entryFile: string): Promise<string> {
    const bytes = await bundle(entryFile);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const digest = `sha256:${hash}`;
    const file = join(this.directory, repository, `${hash}.cjs`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    const images = this.repositories.get(repository) ?? new Map<string, Image>();
    this.repositories.set(repository, images);
    images.set(digest, {
      repository,
      digest,
      file,
      sizeInBytes: bytes.byteLength,
      pushedAt: Date.now(),
    });
    return `${REGISTRY}/${repository}@${digest}`;
  }

  /** The images of a repository, by digest; undefined when there is no such repository. */
  in(repository: string): ReadonlyMap<string, Image> | undefined {
    return this.repositories.get(repository);
  }

  /** What runs of it goes on. */
  remove(repository: string, digest: string): void {
    this.repositories.get(repository)?.delete(digest);
  }

  /** Finds what a container definition names. Images are named by digest only: there are no tags here. */
  find(uri: string): Image | undefined {
    const [name = '', digest = ''] = uri.split('@');
    if (!name.startsWith(`${REGISTRY}/`)) return undefined;
    return this.in(name.slice(REGISTRY.length + 1))?.get(digest);
  }
}
