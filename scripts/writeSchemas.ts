// Writes schemas/*.json from the zod schemas the code checks with. Run: node scripts/writeSchemas.ts
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeJson } from '../src/files/atomicWrite.ts';
import { shippedSchemas } from '../src/files/shippedSchemas.ts';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(shippedSchemas))
  await writeJson(fileURLToPath(new URL(name, folder)), schema());
