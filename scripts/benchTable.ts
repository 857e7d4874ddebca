// Writes the figures of bench/results.json and bench/chaos.json into README.md. Run: node scripts/benchTable.ts
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { figures, type Results } from '../bench/results.ts';
import { writeFileAtomic } from '../src/files/atomicWrite.ts';
import { chaosFigures, type ChaosReport } from './chaos/chaosFigures.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const withBench = between('bench', readFileSync(readme, 'utf8'), figures(read<Results>('results')));
const text = between('chaos', withBench, chaosFigures(read<ChaosReport>('chaos')));
await writeFileAtomic(readme, await format(text, { ...(await resolveConfig(readme)), filepath: readme }));

/** `null`: it was not measured yet. */
function read<T>(name: string): T | null {
  const file = new URL(`../bench/${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

function between(name: string, whole: string, shown: string): string {
  const [before = '', , after] = whole.split(new RegExp(`<!-- /?${name} -->`));
  if (after === undefined) throw new Error(`README.md has no <!-- ${name} --> and <!-- /${name} -->.`);
  return `${before}<!-- ${name} -->\n\n${shown}\n\n<!-- /${name} -->${after}`;
}
