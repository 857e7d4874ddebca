import type { Desk } from './desk.ts';
import { fileSteps } from './fileSteps.ts';
import { beating } from './heartbeat.ts';
import { ledgerSteps } from './postSpend.ts';
import { rubricSteps } from './generateRubric.ts';
import { taskLists, taskSteps } from './runTask.ts';
import { tellingFaults } from './tellingFaults.ts';
import { transcribeSteps } from './transcribe.ts';
import { rubricFiles } from './writeRubricFiles.ts';
import { transcriptionFiles } from './writeTranscription.ts';

/** Steps that wait on a model and cost money; run from the model queue. */
export const modelSteps = (desk: Desk) => ({
  ...transcribeSteps(desk),
  ...rubricSteps(desk),
  ...taskSteps(desk),
});
export type ModelSteps = ReturnType<typeof modelSteps>;

/** Steps on files and the store; run from the folder's own queue. */
export const localSteps = (desk: Desk) =>
  beating(
    tellingFaults(desk, {
      ...fileSteps(desk),
      ...transcriptionFiles(desk),
      ...rubricFiles(desk),
      ...taskLists(desk),
      ...ledgerSteps(desk),
    }),
  );
export type LocalSteps = ReturnType<typeof localSteps>;
