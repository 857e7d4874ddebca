// Writes schemas/*.json from the zod schemas the code checks with. Run: node scripts/writeSchemas.ts
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeJson } from '../src/files/atomicWrite.ts';
import { examJsonSchema } from '../src/files/exam.ts';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeJson(fileURLToPath(new URL('exam.schema.json', folder)), examJsonSchema());
