import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { Endpoint } from './domain/endpoint.ts';
import type { MaxWorkers } from './domain/maxWorkers.ts';
import { resolveEndpoint } from './domain/resolveEndpoint.ts';
import { Secret } from './domain/secret.ts';
import { UserError } from './domain/userError.ts';
import { noticesOn, settingReader, type SettingReader, type Variables } from './settingReader.ts';

/** Flags that go before the environment, as they were typed. */
export interface Flags {
  model?: string | undefined;
  maxWorkers?: string | undefined;
  rateLimit?: string | undefined;
  budget?: string | undefined;
  dataDir?: string | undefined;
  offline?: boolean | undefined;
  /** `false` after `--no-progress`. */
  progress?: boolean | undefined;
  quiet?: boolean | undefined;
}

export interface Config {
  /** The folder that relative paths mean; absolute, like all paths here. */
  workingDir: string;
  dataDir: string;
  stateDir: string;
  /** Model calls in flight. */
  maxWorkers: MaxWorkers;
  /** Model calls started per second. */
  rateLimitRps: number;
  /** Tokens per minute. */
  rateLimitTpm: number | null;
  checkpointing: boolean;
  /** `null` without a key; `requireEndpoint` says what to do then. */
  endpoint: Endpoint | null;
  endpointError: UserError | null;
  apiKey: Secret<string> | null;
  /** US dollars per million tokens, both or none. */
  priceIn: number | null;
  priceOut: number | null;
  /** US dollars; `Infinity` takes a budget away, `null` leaves it as it is. */
  budgetUsd: number | null;
  showProgress: boolean;
  retryFailedTasks: boolean;
  maxRetries: number;
  temporal: {
    /** `null`: the embedded engine, unless a `temporal.toml` profile names one. */
    address: string | null;
    namespace: string | null;
    /** What `@temporalio/envconfig` takes in `overrideEnvVars`: TEMPORAL_*, and where `temporal.toml` lies. */
    variables: Secret<Record<string, string>>;
  };
  temporalCli: string | null;
  /** PATH, where the engine's program may lie. */
  searchPath: string;
  /** Lines to show once, on variables that change nothing. */
  notices: string[];
}

/** This process's environment: the one place that reads it. */
export const environment = (): NodeJS.ProcessEnv => process.env;

/**
 * Flags before environment before `.env` in the working folder before defaults. An empty variable counts as unset.
 * @throws UserError that names the variable, what was given and what is allowed.
 */
export function loadConfig(from: { flags?: Flags; env: Variables; cwd: string }): Config {
  const { flags = {}, env } = from;
  const workingDir = path.resolve(from.cwd, env['INIT_CWD'] || '.');
  const envFile = path.join(workingDir, '.env');
  const fileEnv = readEnvFile(envFile);
  const read = settingReader({ flags, env, fileEnv, envFile });
  const resolvePath = (text: string): string => path.resolve(workingDir, expandHome(text, env));
  const stateDir = read('AITA_STATE_DIR');
  const temporalCli = read('AITA_TEMPORAL_CLI');
  return {
    workingDir,
    dataDir: resolvePath(read('AITA_DATA_DIR')),
    stateDir: stateDir === null ? defaultStateDir(env) : resolvePath(stateDir),
    maxWorkers: read('AITA_MAX_WORKERS'),
    rateLimitRps: read('AITA_RATE_LIMIT_RPS'),
    rateLimitTpm: read('AITA_RATE_LIMIT_TPM'),
    checkpointing: read('AITA_ENABLE_CHECKPOINTING'),
    ...findEndpoint(read, flags, envFile),
    ...readPrices(read),
    budgetUsd: read('AITA_BUDGET_USD'),
    showProgress: read('AITA_SHOW_PROGRESS') && flags.progress !== false && flags.quiet !== true,
    retryFailedTasks: read('AITA_RETRY_FAILED_TASKS'),
    maxRetries: read('AITA_MAX_RETRIES'),
    temporal: {
      address: read('TEMPORAL_ADDRESS'),
      namespace: read('TEMPORAL_NAMESPACE'),
      variables: new Secret(temporalVariables(fileEnv, env)),
    },
    temporalCli: temporalCli === null ? null : resolvePath(temporalCli),
    searchPath: env['PATH'] ?? '',
    notices: noticesOn(env, fileEnv),
  };
}

/** The endpoint of a command that is about to call a model. */
export function requireEndpoint(config: Config): Endpoint {
  if (config.endpoint) return config.endpoint;
  throw config.endpointError ?? new Error('a config holds an endpoint or the reason why not');
}

/** The user's state folder for AITA, by the rules of the platform. */
export function defaultStateDir(env: Variables, platform: NodeJS.Platform = process.platform): string {
  const home = env['HOME'] || homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'aita');
  if (platform === 'win32')
    return path.join(env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'aita');
  // The XDG rules say that a relative path is to be ignored.
  const xdg = env['XDG_STATE_HOME'];
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'state'), 'aita');
}

/** Where an installed AITA keeps compiled code; looked up before anything is read that can be wrong. */
export const compileCacheDir = (env: Variables): string =>
  path.join(path.resolve(env['AITA_STATE_DIR'] || defaultStateDir(env)), 'compile-cache');

/** A shell does not see a `~` that stands in `.env`. */
function expandHome(text: string, env: Variables): string {
  return text === '~' || text.startsWith('~/') ? path.join(env['HOME'] || homedir(), text.slice(1)) : text;
}

function readEnvFile(file: string): Variables {
  try {
    return parseEnv(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new UserError(
      'bad-env-file',
      `${file} cannot be read (${code}).`,
      'Make it a readable text file, or remove it.',
    );
  }
}

function findEndpoint(
  read: SettingReader,
  flags: Flags,
  envFile: string,
): Pick<Config, 'endpoint' | 'endpointError' | 'apiKey'> {
  const found = resolveEndpoint({
    offline: flags.offline === true,
    model: read('AITA_MODEL') ?? read('OPENROUTER_MODEL'),
    baseUrl: read('AITA_BASE_URL'),
    apiKey: read('AITA_API_KEY'),
    openRouterKey: read('OPENROUTER_API_KEY'),
    openAiKey: read('OPENAI_API_KEY'),
    envFile,
  });
  if ('missing' in found) return { endpoint: null, endpointError: found.missing, apiKey: null };
  const apiKey = found.key === null ? null : new Secret(found.key);
  return { endpoint: found.endpoint, endpointError: null, apiKey };
}

function readPrices(read: SettingReader): Pick<Config, 'priceIn' | 'priceOut'> {
  const priceIn = read('AITA_PRICE_IN');
  const priceOut = read('AITA_PRICE_OUT');
  if ((priceIn === null) === (priceOut === null)) return { priceIn, priceOut };
  const [given, absent] = priceIn === null ? ['OUT', 'IN'] : ['IN', 'OUT'];
  const message = `AITA_PRICE_${given} is set without AITA_PRICE_${absent}, and a cost needs both.`;
  throw new UserError('bad-setting', message, `Set AITA_PRICE_${absent} too (0 when it costs nothing).`);
}

const profileFolders = ['HOME', 'XDG_CONFIG_HOME', 'APPDATA'];

function temporalVariables(fileEnv: Variables, env: Variables): Record<string, string> {
  const all = Object.entries({ ...fileEnv, ...env });
  return Object.fromEntries(
    all.filter(
      (entry): entry is [string, string] =>
        (entry[0].startsWith('TEMPORAL_') || profileFolders.includes(entry[0])) && Boolean(entry[1]),
    ),
  );
}
