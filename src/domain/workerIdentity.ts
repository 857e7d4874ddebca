/** A worker's name in the engine: enough to tell, on its own host, whether it still lives. */
export interface WorkerIdentity {
  pid: number;
  /** As an opaque text: pids are used again. */
  started: string;
  host: string;
}

export const workerName = ({ pid, started, host }: WorkerIdentity): string =>
  `aita ${pid} ${started} ${host}`;

/** `null` for a worker that is none of ours. */
export function readWorkerName(name: string): WorkerIdentity | null {
  const [, pid, started, host] = /^aita (\d+) (\S+) (\S+)$/.exec(name) ?? [];
  if (pid === undefined || started === undefined || host === undefined) return null;
  return { pid: Number(pid), started, host };
}
