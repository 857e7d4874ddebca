/** Every workflow the worker registers. */
export { transcribe, transcribePages } from './transcribe.ts';
export { costLedger } from './costLedger.ts';
export { generateRubric, generateRubricQuestions } from './generateRubric.ts';
export { runBatch, runBatchTasks } from './runBatch.ts';
