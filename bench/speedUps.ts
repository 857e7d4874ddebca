import { settings } from '../src/settings.ts';
import { seconds } from './row.ts';

/** How long one operation took, from its first request to its last reply. */
export interface Span {
  /** e.g. `transcribe 100 pages`; equal in all its spans. */
  operation: string;
  /** Calls in flight; 1: one after the other. */
  width: number;
  rps: number;
  /** Of one call. */
  latencyMs: number;
  ms: number;
  /** How it was measured, where that needs a word. */
  note?: string;
}

/** One line for each operation and width above 1: what it takes beside one call after the other. */
export function speedUpTable(spans: Span[]): string {
  const lines = spans.flatMap((span) => {
    const single = spans.find(({ operation, width }) => operation === span.operation && width === 1);
    return single === undefined || span.width === 1 ? [] : [line(span, single)];
  });
  return ['| operation | sequential | parallel (width, rps, latency) | speed-up |', '| - | - | - | - |']
    .concat(lines)
    .join('\n');
}

function line(span: Span, single: Span): string {
  const { operation, width, rps, latencyMs, ms } = span;
  const isDefault = String(width) === settings.AITA_MAX_WORKERS.default;
  const widthShown = isDefault ? `${width} (the default)` : String(width);
  const sequential = seconds(single.ms) + (single.note === undefined ? '' : ` (${single.note})`);
  const parallel = `${seconds(ms)} (${widthShown}, ${rps}, ${seconds(latencyMs)})`;
  return `| ${[operation, sequential, parallel, `${(single.ms / ms).toFixed(2)} x`].join(' | ')} |`;
}
