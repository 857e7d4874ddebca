import type { Manifest } from './ingestManifest.ts';
import { kindOf, studentOf, type ScanFile } from './scanSources.ts';

/** A scan with its number of pages; `null` while that cannot be known. */
export interface CountedScan extends Pick<ScanFile, 'name' | 'student' | 'kind'> {
  file: ScanFile | null;
  pages: number | null;
}

/** Scans that are read one after the other: those of one student, or a class scan to be cut. */
export interface Stack {
  name: string;
  /** `null` for a class scan. */
  student: string | null;
  pages: { file: ScanFile; page: number }[];
  members: CountedScan[];
}

/** No folder can be called so. */
const looseImages = '/loose images';

export function toStacks(
  scans: readonly CountedScan[],
  pagesPerStudent: number | null,
  manifest: Manifest,
): Stack[] {
  const own = pagesPerStudent === null || areOnePerStudent(scans, pagesPerStudent, manifest);
  const stackOf = (scan: CountedScan): string => {
    if (scan.student !== null || (own && scan.kind === 'pdf')) return studentOf(scan);
    return scan.kind === 'pdf' ? scan.name : looseImages;
  };
  return [...Map.groupBy(scans, stackOf)].map(([name, members]) => ({
    name,
    student: members[0] !== undefined && name === studentOf(members[0]) ? name : null,
    pages: members.flatMap(pagesOf),
    members,
  }));
}

const pagesOf = ({ file, pages }: CountedScan): Stack['pages'] =>
  file === null ? [] : Array.from({ length: pages ?? 0 }, (_, index) => ({ file, page: index + 1 }));

/** False while a scan cannot be read: what follows it would move up and pass for its pages. */
export const isWhole = ({ members }: Stack): boolean => members.every(({ pages }) => pages !== null);

/** A scan that was found and cannot be read; `null` for a file of another kind. */
export function lostScan(name: string): CountedScan | null {
  const kind = kindOf(name);
  const student = name.includes('/') ? (name.split('/')[0] ?? null) : null;
  return kind === null ? null : { name, student, kind, file: null, pages: null };
}

/** Several loose PDFs of which none is longer than a student's exam: each is one student's. */
function areOnePerStudent(
  scans: readonly CountedScan[],
  pagesPerStudent: number,
  manifest: Manifest,
): boolean {
  const pdfs = scans.filter(({ student, kind }) => student === null && kind === 'pdf');
  const length = ({ name, pages }: CountedScan) => pages ?? pagesBefore(name, manifest);
  return pdfs.length > 1 && pdfs.every((pdf) => length(pdf) <= pagesPerStudent);
}

const pagesBefore = (name: string, manifest: Manifest): number =>
  [...manifest.values()].filter(({ file }) => file === name).length;
