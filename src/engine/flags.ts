import { SearchAttribute } from '../domain/identity.ts';

/**
 * How AITA's engine is set up, and why. Commands, tests and benchmarks start every engine from this list,
 * and `deploy/dynamicconfig.yaml` gives a team's server the same dynamic settings.
 */

/** Raised with every change here: an engine of a lower generation is replaced by the next command. */
export const engineGeneration = 2;

/** Older programs lack settings below. */
export const oldestTemporal = '1.9.1';

export interface EngineSetting {
  key: string;
  value: string | number | boolean | readonly string[];
  reason: string;
}

/**
 * The only Host header that the engine's HTTP interface answers to. No web page can send it, so a site
 * open in a browser cannot reach the engine through loopback.
 */
export const httpHost = 'aita';

export const dynamicConfig: readonly EngineSetting[] = [
  {
    key: 'history.transferProcessorMaxPollRPS',
    value: 1000,
    reason: 'With one shard, 20 polls a second hold each step up to 50 ms (measured: 11 ms instead of 100).',
  },
  {
    key: 'history.timerProcessorMaxTimeShift',
    value: '20ms',
    reason: 'Timers are otherwise rounded up to a second.',
  },
  {
    key: 'matching.numTaskqueueReadPartitions',
    value: 1,
    reason: 'Tasks leave a queue in the order in which they came; partitions drain unevenly.',
  },
  {
    key: 'matching.numTaskqueueWritePartitions',
    value: 1,
    reason: 'Has to equal the read partitions.',
  },
  {
    key: 'matching.enableFairness',
    value: true,
    reason: 'A long exam does not hold up a short one that shares its queue.',
  },
  {
    key: 'history.maximumBufferedEventsBatch',
    value: 5000,
    reason: 'Over 100 results during a workflow task fail it, and the whole history is replayed.',
  },
  {
    key: 'frontend.httpAllowedHosts',
    value: [httpHost],
    reason: 'A site open in a browser cannot name this host, so it cannot reach the engine.',
  },
];

/** `dynamicConfig` as the file that a server reads. */
export const dynamicConfigFile = (): string =>
  [
    '# Written by scripts/writeDynamicConfig.ts from src/engine/flags.ts.',
    ...dynamicConfig.map(({ key, value, reason }) => `# ${reason}\n${key}:\n  - value: ${inYaml(value)}`),
    '',
  ].join('\n');

function inYaml(value: EngineSetting['value']): string {
  if (typeof value === 'object') return `[${value.map(inYaml).join(', ')}]`;
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

export const sqlitePragmas: readonly EngineSetting[] = [
  { key: 'journal_mode', value: 'wal', reason: 'Twice the steps a second of a rollback journal.' },
  {
    key: 'synchronous',
    value: 'normal',
    reason:
      'Survives a killed process. A power cut may cost steps, never paid replies: the store keeps those.',
  },
  {
    key: 'locking_mode',
    value: 'exclusive',
    reason: 'A second engine on the same file fails at once; without it both start and spoil each other.',
  },
];

export const searchAttributes: readonly { name: string; type: 'Keyword' }[] = [
  { name: SearchAttribute.assignment, type: 'Keyword' },
  { name: SearchAttribute.pipeline, type: 'Keyword' },
];

/** As shipped, finished runs are forgotten after 24 hours. */
export const retentionDays = 30;

export interface EnginePorts {
  grpc: number;
  ui: number;
  http: number;
  /** Cannot be switched off; fixed, so that the engine takes no other port. */
  metrics: number;
}

/** Arguments of `temporal`; without a database file the engine lives in memory and has no Web UI. */
export function startDevArgs(ports: EnginePorts, dbFile: string | null): string[] {
  const storage = dbFile === null ? ['--headless'] : [...databaseArgs(dbFile), '--ui-port', `${ports.ui}`];
  return [
    ...['server', 'start-dev', ...storage, '--ip', '127.0.0.1', '--port', `${ports.grpc}`],
    ...['--http-port', `${ports.http}`, '--metrics-port', `${ports.metrics}`, '--log-level', 'warn'],
    // A profile of the user's names some other server.
    ...['--disable-config-env', '--disable-config-file', '--ui-disable-news-fetch'],
    ...dynamicConfig.flatMap(({ key, value }) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
    ...searchAttributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]),
  ];
}

const databaseArgs = (dbFile: string): string[] => [
  ...['--db-filename', dbFile],
  ...sqlitePragmas.flatMap(({ key, value }) => ['--sqlite-pragma', `${key}=${String(value)}`]),
];

/** Whether a command line is that of an engine on this database. */
export const isEngineOn = (command: string, dbFile: string): boolean =>
  command.includes(` server start-dev --db-filename ${dbFile} `);
