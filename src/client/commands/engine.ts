import { ExitCode } from '../../domain/userError.ts';
import { engineStatus, ensureEngine, stopEngine, type EngineStatus } from '../../engine/engine.ts';
import type { Config } from '../../config.ts';
import { commandConfig } from '../commandConfig.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

export interface EngineCommandOptions {
  action: 'start' | 'stop' | 'status';
  yes?: boolean;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** Starts, stops or shows the engine that AITA runs for itself. */
export async function run(options: EngineCommandOptions, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const { address } = config.temporal;
  if (address !== null && !options.quiet)
    io.err(`TEMPORAL_ADDRESS is ${address}: runs go there, and not to the engine of this command.`);
  if (options.action === 'start') return start(config, options, io);
  if (options.action === 'stop') return stop(config, options, io);
  print(await engineStatus(config), options, io);
  return ExitCode.done;
}

async function start(config: Config, options: EngineCommandOptions, io: Io): Promise<ExitCode> {
  await ensureEngine({ ...config, onLine: (line) => void (options.quiet || io.err(line)) });
  print(await engineStatus(config), options, io);
  return ExitCode.done;
}

async function stop(config: Config, options: EngineCommandOptions, io: Io): Promise<ExitCode> {
  // With --yes nothing is asked, not even the engine: one that hangs can still be stopped.
  const status = options.yes ? null : await engineStatus(config);
  const openRuns = status?.running ? status.openRuns : 0;
  if (openRuns > 0 && !(await io.confirm(question(openRuns)))) {
    if (options.json) printJson(io, { running: true, wasRunning: true });
    return ExitCode.interrupted;
  }
  const wasRunning = await stopEngine(config);
  if (options.json) printJson(io, { running: false, wasRunning });
  else io.out(wasRunning ? 'The engine is stopped.' : 'The engine was not running.');
  return ExitCode.done;
}

const question = (openRuns: number): string =>
  `${openRuns === 1 ? 'A run is open and goes' : `${openRuns} runs are open and go`} on when the engine is started again. Stop it?`;

function print(status: EngineStatus | { running: false }, options: EngineCommandOptions, io: Io): void {
  if (options.json) return printJson(io, status);
  if (!status.running) return io.out('The engine is not running; commands start it when they need it.');
  const { address, uiUrl, pid, version, openRuns } = status;
  io.out(`The engine runs at ${address} (Temporal ${version}, process ${pid}), open runs: ${openRuns}.`);
  io.out(`Web UI: ${uiUrl}`);
}
