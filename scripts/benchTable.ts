// Writes the figures of bench/results.json into README.md. Run: node scripts/benchTable.ts
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { figures, type Results } from '../bench/results.ts';
import { writeFileAtomic } from '../src/files/atomicWrite.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const file = new URL('../bench/results.json', import.meta.url);
const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : null;
const [before = '', , after] = readFileSync(readme, 'utf8').split(/<!-- \/?bench -->/);
if (after === undefined) throw new Error('README.md has no <!-- bench --> and <!-- /bench -->.');
const text = `${before}<!-- bench -->\n\n${figures(results)}\n\n<!-- /bench -->${after}`;
await writeFileAtomic(readme, await format(text, { ...(await resolveConfig(readme)), filepath: readme }));
