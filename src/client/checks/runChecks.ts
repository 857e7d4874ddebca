import { isLoopback } from '../../domain/resolveEndpoint.ts';
import type { Config } from '../../config.ts';
import { look, type Check } from './check.ts';
import { checkEngine, checkTemporal } from './checkEngine.ts';
import { checkNode, checkPackages } from './checkPackages.ts';
import { checkDisk, checkNeighbours, checkPlace } from './checkPlace.ts';

/** Looks at everything a run needs; starts, fetches and changes nothing. */
export async function runChecks(config: Config): Promise<Check[]> {
  const checks = [
    look('Node', checkNode),
    look('Temporal SDK', checkPackages),
    look('Temporal program', () => checkTemporal(config)),
    look('Engine', () => checkEngine(config)),
    look('Key', () => checkKey(config)),
    look('Disk', () => checkDisk(config.dataDir)),
    look('Data folder', () => checkPlace('Data folder', config.dataDir)),
    look('State folder', () => checkPlace('State folder', config.stateDir)),
    look('Shared machine', checkNeighbours),
  ];
  return (await Promise.all(checks)).flat();
}

/** The key itself is never shown. */
function checkKey({ endpoint, endpointError }: Config): Check {
  const name = 'Key';
  if (!endpoint) {
    const why = `${endpointError?.message ?? ''} ${endpointError?.hint ?? ''}`;
    return { name, state: 'advice', found: why.trim() };
  }
  const { model, baseUrl, keyFrom } = endpoint;
  const found = `${model} at ${baseUrl}, ${keyFrom === null ? 'no key needed' : `key from ${keyFrom}`}`;
  const isOpen = baseUrl.startsWith('http:') && !isLoopback(baseUrl);
  if (!isOpen) return { name, state: 'ok', found };
  return {
    name,
    state: 'advice',
    found: `${found}; http is not encrypted: anyone on the way reads pages and key`,
  };
}
