import type { Attempt, Call } from '../../src/store/journal.ts';
import type { ModelReply } from '../../src/domain/modelReply.ts';

/** A call with everything set; give what matters to the test. */
export const aCall = (given: Partial<Call> = {}): Call => ({
  hash: 'hash-1',
  provider: 'p',
  endpoint: 'http://127.0.0.1:1/v1',
  model: 'm',
  assignment: 'Final',
  pipeline: 'transcribe',
  step: 'transcribePage',
  item: 'student-01 page 1',
  run: 'run-1',
  reservedUsd: null,
  mostTokens: 1000,
  ...given,
});

export const aReply = (given: Partial<ModelReply> = {}): ModelReply => ({
  text: '{"text":"x","confidence":1,"notes":""}',
  refusal: null,
  finishReason: 'stop',
  inputTokens: 100,
  cachedTokens: 0,
  outputTokens: 10,
  costUsd: 0.001,
  ...given,
});

export const usedAttempt = (reply: ModelReply): Attempt => ({
  kind: 'used',
  inputTokens: reply.inputTokens,
  cachedTokens: reply.cachedTokens,
  outputTokens: reply.outputTokens,
  costUsd: reply.costUsd,
  startedAt: 1,
  reason: null,
});
