// Writes deploy/dynamicconfig.yaml from src/engine/flags.ts. Run: node scripts/writeDynamicConfig.ts
import { fileURLToPath } from 'node:url';
import { dynamicConfigFile } from '../src/engine/flags.ts';
import { writeFileAtomic } from '../src/files/atomicWrite.ts';

const path = new URL('../deploy/dynamicconfig.yaml', import.meta.url);
await writeFileAtomic(fileURLToPath(path), dynamicConfigFile());
