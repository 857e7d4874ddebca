/** What the plans of all pipelines have in common. */
export const aPlan = {
  assignment: 'Final',
  folder: 'Final',
  endpoint: 'http://127.0.0.1:1/v1',
  model: 'a-model',
  promptVersion: '1',
  reuse: true,
  force: false,
  retryFailed: true,
  maxRetries: 3,
};
