import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { hasCode } from '../../src/engine/processes.ts';

const lookMs = 200;

/** Reads the JSON files of an exam again and again while it is worked on; each must be whole at every look. */
export class TornFiles {
  readonly found: string[] = [];
  readonly #dataDir: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Looks at one exam's files from now on, in place of another's. */
  watch(exam: string): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(join(this.#dataDir, exam)), lookMs);
    this.#timer.unref();
  }

  /** The last look, at all files; ends the watch. */
  checkAll(): void {
    clearInterval(this.#timer);
    this.#look(this.#dataDir);
  }

  #look(dir: string): void {
    for (const file of jsonFiles(dir)) {
      const fault = faultOf(file);
      if (fault !== null) this.found.push(`${relative(this.#dataDir, file)}: ${fault}`);
    }
  }
}

function jsonFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(dir, name));
}

function faultOf(file: string): string | null {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    // Replaced between the listing and the look.
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
