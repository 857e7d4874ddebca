import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const domain = join(import.meta.dirname, '..', 'src', 'domain');
const valueImport = /^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm;

/**
 * The domain files that workflows may load: those that bring no zod along, themselves or by another file.
 * zod would add a megabyte to what every workflow start has to evaluate.
 * @returns {string[]} as they are imported, without the ending: `domain/cost`
 */
export function zodFreeDomain() {
  const files = readdirSync(domain).filter((file) => file.endsWith('.ts'));
  const imports = new Map(files.map((file) => [file, valueImports(file)]));
  /** @type {(file: string) => boolean} */
  const loadsZod = (file) => (imports.get(file) ?? []).some((name) => name === 'zod' || loadsZod(name));
  return files.filter((file) => !loadsZod(file)).map((file) => `domain/${file.replace(/\.ts$/, '')}`);
}

/** @param {string} file */
function valueImports(file) {
  const text = readFileSync(join(domain, file), 'utf8');
  return [...text.matchAll(valueImport)].map(([, name = '']) => name.replace('./', ''));
}
