import type { Span } from './speedUps.ts';

/** One line of the bench: what was measured, what it could be at best, and what it should be. */
export interface Row {
  name: string;
  measured: string;
  ideal: string;
  /** The plain loop without durability, in the same run; `-` where it has no meaning. */
  bareLoop: string;
  target: string;
  isMet: boolean;
  /** What the row was made of, for the table of speed-ups. */
  span?: Span;
}

export const table = (rows: Row[]): string =>
  [
    '| row | measured | ideal | plain loop | target | met |',
    '| - | - | - | - | - | - |',
    ...rows.map(
      ({ name, measured, ideal, bareLoop, target, isMet }) =>
        `| ${[name, measured, ideal, bareLoop, target, isMet ? 'yes' : 'NO'].join(' | ')} |`,
    ),
  ].join('\n');

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
