import { counted } from '../../domain/counted.ts';
import type { Config } from '../../config.ts';
import { SearchAttribute } from '../../domain/identity.ts';
import { UserError } from '../../domain/userError.ts';
import { externalTarget } from '../../engine/connect.ts';
import { engineStatus } from '../../engine/engine.ts';
import { embeddedTarget, type EngineTarget } from '../../engine/engineTarget.ts';
import { findTemporal } from '../../engine/findTemporal.ts';
import { retentionDays } from '../../engine/flags.ts';
import { inspectEngine, missingSettings } from '../../engine/inspectEngine.ts';
import type { Check } from './check.ts';

export async function checkTemporal(config: Config): Promise<Check> {
  const name = 'Temporal program';
  if (await externalTarget(config))
    return { name, state: 'ok', found: 'not needed with an engine of your own' };
  try {
    const { version, from, path } = await findTemporal({ ...config, mayFetch: false });
    return { name, state: 'ok', found: `${version} (${from}: ${path})` };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'no-temporal') throw error;
    return { name, state: 'advice', found: 'none yet; the first command that needs the engine fetches it' };
  }
}

/** The engine that commands would use, and what it is set to. */
export async function checkEngine(config: Config): Promise<Check[]> {
  const name = 'Engine';
  const external = await externalTarget(config);
  if (external) {
    const found = `your own at ${external.address}, namespace ${external.namespace}`;
    return withFacts(external, { name, state: 'ok', found });
  }
  const status = await engineStatus(config).catch(doesNotAnswer);
  if (!status.running)
    return [{ name, state: 'ok', found: 'not running; commands start it when they need it' }];
  const { address, uiUrl, openRuns, pid } = status;
  const found = `runs at ${address}, open runs: ${openRuns}, Web UI ${uiUrl}`;
  const checks = await withFacts(embeddedTarget(address, uiUrl), { name, state: 'ok', found });
  return [...checks, flagsCheck(pid)];
}

/** It takes connections, or it would not count as running. */
function doesNotAnswer(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new UserError('engine-unreachable', why, 'Run aita engine stop, then try again.');
}

async function withFacts(target: EngineTarget, engine: Check): Promise<Check[]> {
  const { serverVersion, retentionDays: days, hasSearchAttributes } = await inspectEngine(target);
  return [
    { ...engine, found: `${engine.found}, server ${serverVersion}` },
    {
      name: 'Retention',
      state: days !== null && days >= retentionDays ? 'ok' : 'advice',
      found:
        days === null
          ? 'unknown'
          : `finished runs are remembered for ${counted(Number(days.toFixed(2)), 'day')}`,
    },
    {
      name: 'Search attributes',
      state: hasSearchAttributes ? 'ok' : 'advice',
      found: `${Object.values(SearchAttribute).join(', ')}${hasSearchAttributes ? '' : ' are missing; the next run registers them where it may'}`,
    },
  ];
}

function flagsCheck(pid: number): Check {
  const missing = missingSettings(pid);
  const name = 'Engine settings';
  if (missing.length === 0) return { name, state: 'ok', found: 'all there' };
  return {
    name,
    state: 'advice',
    found: `started without ${missing.join(', ')}; aita engine stop, then go on`,
  };
}
