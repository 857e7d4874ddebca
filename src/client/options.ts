import { wholeNumber, type ValueReader } from '../domain/valueReader.ts';
import { Pipeline } from '../domain/identity.ts';
import { commandName } from './commandName.ts';
import { settings } from '../settings.ts';

/** One flag of a command. Its value reaches `run` under its camelCase name. */
export interface OptionRow {
  /** As commander reads it: `-a, --assignment <name>`. */
  flags: string;
  meaning: string;
  /** Reads the value before the command runs; without it the text goes on as typed. */
  value?: ValueReader<unknown>;
  /** May be given more than once; the values arrive as a list. */
  isRepeatable?: boolean;
}

/** What `onData` gives a command. */
export interface DataOptions {
  dataDir?: string;
  assignment?: string;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

export const assignment: OptionRow = {
  flags: '-a, --assignment <name>',
  meaning: 'the exam; not needed when there is only one',
};
export const batch: OptionRow = {
  flags: '-b, --batch <name>',
  meaning: 'a batch in place of an exam: the name of its file without the ending, or what --name gave it',
};
export const dataDir: OptionRow = { flags: '-d, --data-dir <folder>', meaning: withDefault('AITA_DATA_DIR') };
export const json: OptionRow = {
  flags: '--json',
  meaning: 'print one JSON object and nothing else on stdout',
};
export const noProgress: OptionRow = { flags: '--no-progress', meaning: 'no progress bar' };
export const pipeline: OptionRow = {
  flags: '--pipeline <name>',
  meaning: 'only this one, e.g. transcribe',
  value: { allowed: Object.values(Pipeline).map(commandName).join(', '), read: pipelineNamed },
};
export const quiet: OptionRow = { flags: '--quiet', meaning: 'only the result and errors' };
export const verbose: OptionRow = { flags: '-v, --verbose', meaning: 'what happens inside, as it happens' };
export const yes: OptionRow = { flags: '--yes', meaning: 'answer yes to every question' };

/** Of every command that touches an exam's data. */
export const onData = [dataDir, assignment, json, quiet, verbose];

export const maxWorkers: OptionRow = { flags: '--max-workers <n>', meaning: withDefault('AITA_MAX_WORKERS') };
export const rateLimit: OptionRow = {
  flags: '--rate-limit <n>',
  meaning: withDefault('AITA_RATE_LIMIT_RPS'),
};
export const model: OptionRow = { flags: '--model <name>', meaning: withDefault('AITA_MODEL') };
export const offline: OptionRow = {
  flags: '--offline',
  meaning: 'the stand-in model of this machine: no key, no cost, and no real reading',
};

/** Of every command that calls a model. */
export const onModel = [maxWorkers, rateLimit, model, offline];

export const budget: OptionRow = {
  flags: '--budget <usd>',
  meaning: `${settings.AITA_BUDGET_USD.meaning} (none takes it away)`,
};
export const detach: OptionRow = {
  flags: '--detach',
  meaning: 'leave a process behind that works until the run ends, and return at once',
};

/** Of every command that works for a run: how it works and what it shows. */
export const onWork = [...onModel, budget, yes, noProgress, detach];

/** Of every command that runs a pipeline, beside `onData`. */
export const onRun: OptionRow[] = [
  { flags: '--dry-run', meaning: 'show what would run and what it would cost; calls nothing' },
  ...onWork,
  { flags: '--no-worker', meaning: 'only watch; other workers do the work' },
];

export const count = (flags: string, meaning: string, min = 1): OptionRow => ({
  flags,
  meaning,
  value: wholeNumber(min, 1_000_000),
});

function withDefault(name: keyof typeof settings): string {
  const { meaning, default: fixed, shownDefault } = settings[name] as { [Key in keyof Shown]: Shown[Key] };
  return `${meaning} (${shownDefault ?? fixed})`;
}

interface Shown {
  meaning: string;
  default: string | null;
  shownDefault?: string;
}

/** As typed for a command (`generate-rubric`) or as the engine shows it (`generateRubric`). */
function pipelineNamed(text: string): Pipeline | undefined {
  const name = text.replaceAll('-', '').toLowerCase();
  return Object.values(Pipeline).find((pipeline) => pipeline.toLowerCase() === name);
}
