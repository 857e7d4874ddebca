import { environment, loadConfig } from '../../src/config.ts';
import type { EngineTarget } from '../../src/engine/engineTarget.ts';
import { findTemporal, type FoundTemporal } from '../../src/engine/findTemporal.ts';
import { startTemporaryEngine } from '../../src/engine/temporaryEngine.ts';

let shared: Promise<EngineTarget> | null = null;

/**
 * The engine of this test file: in memory, with the flags of every engine, started by the first call. Tests
 * share it, so names of queues and workflows differ from test to test. It ends with the file's process.
 */
export function sharedEngine(): Promise<EngineTarget> {
  shared ??= startTemporaryEngine(programOptions());
  return shared;
}

let program: Promise<FoundTemporal> | null = null;

/** For commands with a state folder of their own, each of which would otherwise fetch the program anew. */
export async function foundProgram(): Promise<{ AITA_TEMPORAL_CLI: string }> {
  program ??= findTemporal(programOptions());
  return { AITA_TEMPORAL_CLI: (await program).path };
}

/** Where this machine's `temporal` is: PATH, or the copy that set-up has fetched. */
export function programOptions(): { stateDir: string; temporalCli: string | null; searchPath: string } {
  const { stateDir, temporalCli, searchPath } = loadConfig({ env: environment(), cwd: process.cwd() });
  return { stateDir, temporalCli, searchPath };
}
