import { relative } from 'node:path';

/** A path as the person who typed the command sees it: `.` for the working folder itself. */
export const shownPath = (workingDir: string, path: string): string => relative(workingDir, path) || '.';
