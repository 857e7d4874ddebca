import { Pipeline } from '../domain/identity.ts';
import { UserError } from '../domain/userError.ts';
import { resolveAssignment, type DataFolder } from '../files/dataFolder.ts';
import { readAssignmentState } from './assignmentState.ts';

/** How much of a class is transcribed, whatever part of it one run was for. */
export interface ClassProgress {
  /** With pages. */
  total: number;
  /** Those with a result file. */
  transcribed: number;
}

/** From the files of the exam; `null` when the run is no `transcribe`, or its exam is gone or cannot be read. */
export async function classProgress(
  folder: DataFolder,
  { pipeline, assignment }: { pipeline: string | null; assignment: string | null },
): Promise<ClassProgress | null> {
  if (pipeline !== Pipeline.transcribe || assignment === null || !folder.assignments().includes(assignment))
    return null;
  try {
    const { students, transcribed } = await readAssignmentState(resolveAssignment(folder, assignment));
    return { total: students, transcribed };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
