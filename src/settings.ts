import {
  amount,
  amountOrNone,
  anyText,
  baseUrl,
  keyText,
  positiveNumber,
  wholeNumber,
  yesOrNo,
  type ValueReader,
} from './domain/valueReader.ts';
import type { MaxWorkers } from './domain/maxWorkers.ts';

/** One environment variable. `--help`, the README and `.env.example` show these words. */
export interface Setting<T, Default extends string | null = string | null> {
  /** What an unset variable means: the text that is read instead, or `null` for none. */
  default: Default;
  /** How the default is shown when it is no fixed text. */
  shownDefault?: string;
  /** One line, with the unit. */
  meaning: string;
  /** The flag that goes before the variable. */
  flag?: string;
  /** Never shown, not even when it is wrong. */
  isSecret?: boolean;
  value: ValueReader<T>;
}

const setting = <T, Default extends string | null>(row: Setting<T, Default>): Setting<T, Default> => row;

const callsInFlight: ValueReader<MaxWorkers> = {
  ...wholeNumber(1, 1000),
  allowed: 'auto or a whole number from 1 to 1000',
  read: (text) => (text === 'auto' ? text : wholeNumber(1, 1000).read(text)),
};

/** Every variable AITA reads, in the order in which they are shown. */
export const settings = {
  OPENROUTER_API_KEY: setting({
    default: null,
    meaning: 'key for OpenRouter, the usual way to a model',
    isSecret: true,
    value: keyText,
  }),
  OPENAI_API_KEY: setting({
    default: null,
    meaning: 'key for OpenAI, used when there is no other key',
    isSecret: true,
    value: keyText,
  }),
  AITA_BASE_URL: setting({
    default: null,
    shownDefault: 'https://openrouter.ai/api/v1',
    meaning: 'any OpenAI-compatible API; goes with AITA_API_KEY',
    value: baseUrl,
  }),
  AITA_API_KEY: setting({
    default: null,
    meaning: 'key for AITA_BASE_URL; goes before the other keys',
    isSecret: true,
    value: keyText,
  }),
  AITA_MODEL: setting({
    default: null,
    shownDefault: 'google/gemini-2.5-flash',
    meaning: 'model that reads the pages; offline: the stand-in that needs no key',
    flag: '--model',
    value: anyText,
  }),
  OPENROUTER_MODEL: setting({
    default: null,
    meaning: 'read like AITA_MODEL when that is not set',
    value: anyText,
  }),
  AITA_MAX_WORKERS: setting({
    default: '5',
    meaning: 'model calls in flight at once; auto: as many as the rate limit and the provider allow',
    flag: '--max-workers',
    value: callsInFlight,
  }),
  AITA_RATE_LIMIT_RPS: setting({
    default: '10',
    meaning: 'model calls started per second; fractions work (0.2 = one in five seconds)',
    flag: '--rate-limit',
    value: positiveNumber('10 or 0.2'),
  }),
  AITA_RATE_LIMIT_TPM: setting({
    default: null,
    meaning: 'tokens per minute',
    value: positiveNumber('200000'),
  }),
  AITA_MAX_RETRIES: setting({
    default: '3',
    meaning:
      'tries after the first when an item itself fails; a busy provider is waited for and does not count',
    value: wholeNumber(0, 100),
  }),
  AITA_RETRY_FAILED_TASKS: setting({
    default: 'true',
    meaning: 'the same command again asks failed items again; false: only retry-failed does',
    value: yesOrNo,
  }),
  AITA_BUDGET_USD: setting({
    default: null,
    meaning: 'US dollars one assignment may cost over all its runs; there they pause; kept until set again',
    flag: '--budget',
    value: amountOrNone('5 or 2.50'),
  }),
  AITA_PRICE_IN: setting({
    default: null,
    shownDefault: 'price table',
    meaning: 'US dollars per million input tokens, for a model the price table does not know',
    value: amount('0.30'),
  }),
  AITA_PRICE_OUT: setting({
    default: null,
    shownDefault: 'price table',
    meaning: 'US dollars per million output tokens, likewise',
    value: amount('2.50'),
  }),
  AITA_ENABLE_CHECKPOINTING: setting({
    default: 'true',
    meaning: 'false: replies are kept for this run only, so the next run pays again',
    value: yesOrNo,
  }),
  AITA_SHOW_PROGRESS: setting({ default: 'true', meaning: 'the progress bar', value: yesOrNo }),
  AITA_DATA_DIR: setting({
    default: './data',
    meaning: 'folder with the assignments of a course',
    flag: '--data-dir',
    value: anyText,
  }),
  AITA_STATE_DIR: setting({
    default: null,
    shownDefault: "the user's state folder",
    meaning: "folder for the engine's database, logs and ports",
    value: anyText,
  }),
  AITA_TEMPORAL_CLI: setting({
    default: null,
    shownDefault: 'found',
    meaning: 'path of a temporal program, 1.9.1 or newer',
    value: anyText,
  }),
  TEMPORAL_ADDRESS: setting({
    default: null,
    meaning:
      'host:port of an engine that already runs; TEMPORAL_API_KEY, TEMPORAL_TLS* and temporal.toml are read too',
    value: anyText,
  }),
  TEMPORAL_NAMESPACE: setting({
    default: null,
    shownDefault: 'default',
    meaning: 'namespace in that engine',
    value: anyText,
  }),
};

export type SettingName = keyof typeof settings;

/** What a variable gives: `null` only where there is no default. */
export type SettingValue<Name extends SettingName> =
  (typeof settings)[Name] extends Setting<infer T, infer Default>
    ? Default extends string
      ? T
      : T | null
    : never;

/** Variables of earlier set-ups that change nothing here, and why. */
export const retiredSettings: Record<string, string> = {
  AITA_CHECKPOINT_INTERVAL: 'every reply is kept the moment it arrives',
  AITA_RETRY_DELAY: 'the wait follows what the provider asks for',
  AITA_INTERMEDIATE_DIR: "results lie in the assignment's own folder",
  AITA_LOG_LEVEL: 'use --verbose or --quiet',
  GOOGLE_CLOUD_PROJECT_ID: 'pages go to the model directly, not through a bucket',
  GOOGLE_CLOUD_STORAGE_BUCKET: 'pages go to the model directly, not through a bucket',
  GOOGLE_APPLICATION_CREDENTIALS: 'pages go to the model directly, not through a bucket',
  OCR_CROP_TOP_PERCENT: 'pages are read by the model',
  OCR_CONFIDENCE_THRESHOLD: 'pages are read by the model',
  FUZZY_MATCH_THRESHOLD: 'names are not read from pages',
  DEFAULT_PAGES_PER_STUDENT: 'use aita ingest --pages-per-student N',
};
