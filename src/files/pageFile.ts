import { join } from 'node:path';
import type { PlannedPage } from '../domain/plan.ts';
import { readPageImage, type PageImage } from './pageImage.ts';

/** A page image on disk, read once for those who need it one after the other. */
export class PageFile {
  readonly #path: string;
  #image: Promise<PageImage> | null = null;

  constructor(dataDir: string, { path }: Pick<PlannedPage, 'path'>) {
    this.#path = join(dataDir, path);
  }

  /** Reads it, or gives what was read; keeps it for `take`. Throws PageUnreadable. */
  async look(): Promise<PageImage> {
    return (this.#image ??= readPageImage(this.#path));
  }

  /** The same, but keeps nothing: the bytes of a page that waits for its reply would only fill the memory. */
  async take(): Promise<PageImage> {
    const image = this.look();
    this.#image = null;
    return image;
  }
}
