import { request } from 'node:http';
import { costLedgerType } from '../domain/identity.ts';
import { httpHost, retentionDays } from './flags.ts';

/**
 * The embedded engine's HTTP interface. Saves commands and the keeper the gRPC client, which costs 170 ms
 * and 50 MB.
 */
export interface OpenRun {
  workflowId: string;
  runId: string;
}

const namespace = '/api/v1/namespaces/default';
const openRunsOnly = `ExecutionStatus IN ("Running", "Paused") AND WorkflowType != "${costLedgerType}"`;
const runningOnly = `ExecutionStatus = "Running" AND WorkflowType != "${costLedgerType}"`;

/** Answers once the namespace can be used. */
export async function isServing(httpPort: number): Promise<boolean> {
  return (await send(httpPort, 'GET', namespace)).status === 200;
}

export async function setRetention(httpPort: number): Promise<void> {
  const config = { workflowExecutionRetentionTtl: `${retentionDays * 24 * 3600}s` };
  read(await send(httpPort, 'POST', `${namespace}/update`, { config }));
}

/** Open runs without the cost ledger; paused ones count. */
export async function countOpenRuns(httpPort: number): Promise<number> {
  const path = `${namespace}/workflow-count?query=${encodeURIComponent(openRunsOnly)}`;
  const { count = '0' } = read<{ count?: string }>(await send(httpPort, 'GET', path));
  return Number(count);
}

/** At most 100 runs that the engine counts as running. */
export async function listRunningRuns(httpPort: number): Promise<OpenRun[]> {
  const path = `${namespace}/workflows?pageSize=100&query=${encodeURIComponent(runningOnly)}`;
  const { executions = [] } = read<{ executions?: { execution: OpenRun }[] }>(
    await send(httpPort, 'GET', path),
  );
  return executions.map(({ execution }) => execution);
}

export interface RunMotion {
  /** Events so far. */
  historyLength: number;
  /** Whether a worker holds one of its steps. */
  hasStartedStep: boolean;
}

/** `null` when the run has been closed and forgotten meanwhile. */
export async function describeMotion(httpPort: number, run: OpenRun): Promise<RunMotion | null> {
  const path = `${namespace}/workflows/${encodeURIComponent(run.workflowId)}?execution.runId=${run.runId}`;
  const answer = await send(httpPort, 'GET', path);
  if (answer.status === 404) return null;
  const { workflowExecutionInfo, pendingActivities = [] } = read<{
    workflowExecutionInfo: { historyLength: string };
    pendingActivities?: { state: string }[];
  }>(answer);
  return {
    historyLength: Number(workflowExecutionInfo.historyLength),
    hasStartedStep: pendingActivities.some(({ state }) => state === 'PENDING_ACTIVITY_STATE_STARTED'),
  };
}

interface Answer {
  status: number;
  body: string;
}

function read<T>({ status, body }: Answer): T {
  if (status !== 200) throw new Error(`The engine answered ${status}: ${body}`);
  return JSON.parse(body) as T;
}

function send(port: number, method: string, path: string, body?: object): Promise<Answer> {
  const headers = { host: httpHost, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, timeout: 5000, agent: false });
    outgoing.once('timeout', () => outgoing.destroy(new Error('The engine did not answer within 5 s.')));
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => void (text += part));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
