import { parseArgs } from 'node:util';
import type { FaultModelOptions } from '../faultModel.ts';

const argumentTypes = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  'latency-ms': { type: 'string' },
  jitter: { type: 'string' },
  rps: { type: 'string' },
  rpm: { type: 'string' },
  tpm: { type: 'string' },
  'in-flight': { type: 'string' },
  'retry-after': { type: 'string' },
  fault: { type: 'string', multiple: true },
  'price-in': { type: 'string' },
  'price-out': { type: 'string' },
  seed: { type: 'string' },
  options: { type: 'string' },
  'until-stdin-ends': { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof argumentTypes }>>['values'];

export interface Arguments {
  /** Not checked yet: the model does it. */
  options: FaultModelOptions;
  wantsHelp: boolean;
  untilStdinEnds: boolean;
}

export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({ args, options: argumentTypes });
  return {
    options: readOptions(values),
    wantsHelp: values.help === true,
    untilStdinEnds: values['until-stdin-ends'] === true,
  };
}

function readOptions(values: Values): object {
  const limits = {
    rps: numberOf(values.rps),
    rpm: numberOf(values.rpm),
    tpm: numberOf(values.tpm),
    inFlight: numberOf(values['in-flight']),
  };
  const given = {
    port: numberOf(values.port),
    seed: numberOf(values.seed),
    latency: latencyOf(values),
    retryAfterAs: values['retry-after'],
    prices: pricesOf(values),
    limits: withoutAbsent(limits),
    faults: (values.fault ?? []).map(readRule),
  };
  return { ...withoutAbsent(given), ...(JSON.parse(values.options ?? '{}') as object) };
}

const withoutAbsent = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

function latencyOf(values: Values): number | object | undefined {
  const ms = numberOf(values['latency-ms']);
  return ms === undefined || values.jitter === undefined ? ms : { ms, jitter: Number(values.jitter) };
}

function pricesOf(values: Values): object | undefined {
  const { 'price-in': priceIn, 'price-out': priceOut } = values;
  if (priceIn === undefined && priceOut === undefined) return undefined;
  return { inUsdPerMillion: Number(priceIn ?? 0), outUsdPerMillion: Number(priceOut ?? 0) };
}

/** `NAME`, `NAME:PROBABILITY` or a rule as JSON. */
function readRule(text: string): object {
  if (text.startsWith('{')) return JSON.parse(text) as object;
  const [fault, probability] = text.split(':');
  return withoutAbsent({ fault, probability: numberOf(probability) });
}
