import type { Ledger } from '../domain/ledger.ts';
import { UserError } from '../domain/userError.ts';
import { externalTarget, openEngine } from '../engine/connect.ts';
import { engineStatus } from '../engine/engine.ts';
import { readLedger, tellLedger } from '../executor/ledger.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import type { FolderSession } from './session.ts';

/** The ledger brought up to date, or why there was none to ask; no engine is started for it. */
export async function askLedger(session: FolderSession): Promise<Ledger | string> {
  if (!(await isEngineThere(session))) return 'no engine runs';
  try {
    return await readFromEngine(session);
  } catch (error) {
    // The journal has the numbers; an engine elsewhere that is down must not hide them.
    if (error instanceof UserError && error.code === 'engine-unreachable') return error.message;
    throw error;
  }
}

async function isEngineThere({ config }: FolderSession): Promise<boolean> {
  return (await externalTarget(config)) !== null || (await engineStatus(config)).running;
}

async function readFromEngine(session: FolderSession): Promise<Ledger> {
  const { engine, client } = await openEngine(session.config);
  // It answers only while some worker runs its workflow.
  const worker = await startOwnWorker(session, { engine, client, model: false, graceMs: 0 });
  try {
    return await readLedger(await tellLedger(client, session));
  } finally {
    await worker.stop();
    await client.connection.close();
  }
}
