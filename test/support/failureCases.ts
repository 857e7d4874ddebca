import { faultNames, type FaultName } from './faultModel/faultNames.ts';

/** What is done about a failure; the words of `docs/failures.md`. */
export interface Treatment {
  tried: string;
  waits: string;
  sees: string;
  costs: string;
  /** How an item ends that meets the fault at every call (of a `provider` fault: at the first two). */
  ends: 'done' | 'failed' | 'paused';
  /** Kinds of its journal lines, with `AITA_MAX_RETRIES=1`. */
  booked: string[];
}

export const treatments = {
  rejected: {
    tried: 'no',
    waits: '-',
    sees: "failed with the provider's words, exit 3",
    costs: 'nothing',
    ends: 'failed',
    booked: ['refused'],
  },
  item: {
    tried: '`AITA_MAX_RETRIES` times (3)',
    waits: '`Retry-After(-ms)`, else 1, 2, 4 … 30 s',
    sees: 'failed with the reason, exit 3',
    costs: 'nothing',
    ends: 'failed',
    booked: ['refused', 'refused'],
  },
  cut: {
    tried: '`AITA_MAX_RETRIES` times (3)',
    waits: '1, 2, 4 … 30 s',
    sees: 'failed with the reason, exit 3',
    costs: 'unknown: booked as `unknown`, cost `null`',
    ends: 'failed',
    booked: ['unknown', 'unknown'],
  },
  unusable: {
    tried: 'twice, with the reason in view',
    waits: '-',
    sees: 'failed with the reason, never as a text; exit 3',
    costs: 'every reply, booked as `unusable`',
    ends: 'failed',
    booked: ['unusable', 'unusable', 'unusable'],
  },
  noReply: {
    tried: 'twice, with the reason in view',
    waits: '-',
    sees: 'failed with the reason, never as a text; exit 3',
    costs: 'unknown: booked as `unusable`, cost `null`',
    ends: 'failed',
    booked: ['unusable', 'unusable', 'unusable'],
  },
  provider: {
    tried: 'as long as it takes',
    waits: '`Retry-After(-ms)`, else 1, 2, 4 … 60 s; all calls at once',
    sees: 'the bar stands; `status` shows what calls wait for',
    costs: 'nothing',
    ends: 'done',
    booked: ['refused', 'refused', 'used'],
  },
  paused: {
    tried: 'after `aita resume`',
    waits: 'until then',
    sees: 'the run pauses with the reason, exit 4; items stay pending',
    costs: 'nothing',
    ends: 'paused',
    booked: ['refused'],
  },
  sound: {
    tried: '-',
    waits: '-',
    sees: 'nothing',
    costs: 'the reply',
    ends: 'done',
    booked: ['used'],
  },
} satisfies Record<string, Treatment>;

export interface FailureCase {
  happens: string;
  treatment: keyof typeof treatments;
  /** Words in the reason that the user reads. */
  reason: string;
}

const failure = (treatment: FailureCase['treatment'], happens: string, reason = ''): FailureCase => ({
  happens,
  treatment,
  reason,
});

/** Every fault of the fault model: one row in `docs/failures.md` and one item in `failures.slow.test.ts`. */
export const failureCases: Record<FaultName, FailureCase> = {
  http400: failure('rejected', '400: the request is refused', '400 Invalid request.'),
  http401: failure('paused', '401: the key is refused', '401 Incorrect API key provided.'),
  http402: failure('paused', '402: no credit', '402 Insufficient credits.'),
  http403: failure('rejected', '403: not allowed', '403 Your key may not use this model.'),
  http404: failure('paused', '404: no such model or address', '404 The model does not exist.'),
  http408: failure('item', '408: the provider timed out', '408 The request timed out.'),
  http409: failure('item', '409: conflict', '409 The request conflicts with another.'),
  http422: failure('rejected', '422: the request cannot be processed', '422 Unprocessable request.'),
  http429: failure('provider', '429: too many calls'),
  http500: failure('item', '500, a lone one', '500 The server had an error.'),
  http502: failure('item', '502, a lone one', '502 Bad gateway.'),
  http503: failure('provider', '503: overloaded'),
  http504: failure('item', '504, a lone one', '504 Gateway timeout.'),
  http529: failure('provider', '529: overloaded'),
  quotaExhausted: failure(
    'paused',
    '429 that says the quota is exhausted',
    '429 You exceeded your current quota',
  ),
  invalidModel: failure(
    'paused',
    "400 that says the model's name is not valid",
    '400 vendor/no-model is not a valid model ID',
  ),
  errorIn200: failure(
    'cut',
    'an error object in a 200 that names no status (with one: as that status)',
    'Error in the reply: Bad gateway.',
  ),
  htmlError200: failure('noReply', 'an HTML page with status 200', 'The answer was empty.'),
  htmlError502: failure('item', 'an HTML page with status 502', '502'),
  refuseConnections: failure('provider', 'no connection: refused, unknown host, unreachable'),
  resetBefore: failure('cut', 'the connection breaks before the reply', 'The connection broke'),
  resetMidway: failure('cut', 'the connection breaks in the reply', 'The reply could not be read'),
  stall: failure('cut', 'the reply stops in the middle, for 180 s', 'No reply within the time limit.'),
  noReply: failure('cut', 'no reply within 180 s', 'No reply within the time limit.'),
  truncatedBody: failure('cut', 'a body that is cut off', 'The reply could not be read'),
  wrongContentType: failure('noReply', 'a reply that calls itself HTML', 'The answer was empty.'),
  otherBody: failure('noReply', 'JSON that is no chat reply', 'The answer was empty.'),
  errorInStream: failure(
    'item',
    'a reply that ends in an error object: as the status it names, here 502',
    '502 The vendor broke off.',
  ),
  errorInChoice: failure('unusable', 'half an answer that ends in an error', 'broke off with an error'),
  truncatedContent: failure('unusable', 'an answer that is cut off without a word', 'not valid JSON'),
  otherShape: failure('unusable', 'JSON of another shape', 'does not have the requested form'),
  fencedJson: failure('unusable', 'JSON with words around it', 'not valid JSON'),
  pointsDoNotAddUp: failure('unusable', 'a rubric whose points do not add up', 'The criteria add up to'),
  refusalInProse: failure('unusable', 'a refusal in prose', 'not valid JSON'),
  refusalField: failure('unusable', 'a refusal that is marked as one', 'The model refused:'),
  cutByLength: failure(
    'unusable',
    'an answer cut off at the length limit',
    'The answer was cut off at the length limit.',
  ),
  contentFilter: failure('unusable', 'a filtered answer', 'The provider filtered the answer.'),
  emptyChoices: failure('unusable', 'a reply without an answer', 'The answer was empty.'),
  emptyContent: failure('unusable', 'an empty answer', 'The answer was empty.'),
  nullContent: failure('unusable', 'an answer that is null', 'The answer was empty.'),
  noUsage: failure('sound', 'a reply that does not say what it used: its cost is `null`'),
  hugeReply: failure('unusable', 'an answer of over 200,000 characters', '200000 are allowed'),
  slow: failure('sound', 'a slow reply, up to 180 s'),
};

/** The table's lines, one for each fault. */
export const failureRows: string[] = faultNames.map((name) => {
  const { happens, treatment } = failureCases[name];
  const { tried, waits, sees, costs } = treatments[treatment];
  return `| \`${name}\` | ${[happens, tried, waits, sees, costs].join(' | ')} |`;
});
