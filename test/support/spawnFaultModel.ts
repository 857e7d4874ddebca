import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { FaultModel, FaultModelOptions } from './faultModel.ts';
import { remoteControls } from './faultModel/remoteControls.ts';
import { until } from './faultModel/until.ts';

/** What `faultModelMain.ts` prints first. */
export interface Address {
  url: string;
  baseUrl: string;
  controlUrl: string;
}

export interface SpawnedFaultModel extends FaultModel {
  pid: number;
}

/**
 * Starts the model as its own process, which ends with this one however it ends. Options are sent as JSON:
 * functions (`reply`, a latency function) cannot be.
 */
export async function spawnFaultModel(options: FaultModelOptions = {}): Promise<SpawnedFaultModel> {
  const main = fileURLToPath(new URL('faultModelMain.ts', import.meta.url));
  const args = [main, '--until-stdin-ends', '--options', JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [firstLine] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('The fault model did not start.'))),
  ])) as [string];
  const address = JSON.parse(firstLine) as Address;
  const controls = remoteControls(address.controlUrl);
  const exited = once(child, 'exit');
  const close = async () => {
    child.stdin.end();
    await exited;
  };
  return {
    ...controls,
    ...address,
    pid: child.pid ?? 0,
    until: (condition, timeoutMs = 10_000) => until(controls, condition, timeoutMs),
    close,
    [Symbol.asyncDispose]: close,
  };
}
