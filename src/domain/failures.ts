/** Names of everything that can fail; reports, `status` and the event history use the same words. No zod here: workflows load this file. */
export const Failure = {
  /** 429, 503, 529, no connection, or any 5xx while nothing succeeds: all calls wait. */
  providerUnavailable: 'ProviderUnavailable',
  /** A lone 5xx or a timeout: this item is tried again. */
  callFailed: 'CallFailed',
  /** A reply came and was paid, but it cannot be used (wrong shape, cut off, refused). */
  replyUnusable: 'ReplyUnusable',
  /** 400, 403, 404, 422: asking again would give the same answer. */
  requestRejected: 'RequestRejected',
  /** Wrong key, no credit, budget reached: the run waits for a person, the item stays pending. */
  runPaused: 'RunPaused',
  pageUnreadable: 'PageUnreadable',
  /** It failed in an earlier run and AITA_RETRY_FAILED_TASKS is false. */
  notRetried: 'NotRetried',
  /** A worker was given work of another folder, provider or model. */
  notMine: 'NotMine',
} as const;
export type Failure = (typeof Failure)[keyof typeof Failure];
