import stringWidth from 'string-width';
import { stripVTControlCharacters, styleText } from 'node:util';
import { dollars } from '../domain/cost.ts';
import type { Progress } from '../domain/progress.ts';
import { projectedSpend } from '../domain/projectedSpend.ts';
import type { Speed } from './paceRecorder.ts';
import { spendInWords } from './spendInWords.ts';

export interface LineState extends Speed {
  progress: Progress;
  elapsedMs: number;
  /** US dollars; `null` when unknown. */
  spentUsd: number | null;
  /** Calls that are not in it, because their cost is not known. */
  unpriced?: number;
  /** Items that need no call, of the whole run; 0 when that is not known. */
  free?: number;
  /** Limits that are lower than asked for, e.g. `width 8, 2.9/s`. */
  lowered?: string | null;
  /** Why nothing moves, while the provider does not answer. */
  hold?: string | null;
}

export interface LineLook {
  /** Columns; the line is never wider. `Infinity`: a line of a log, without a bar. */
  width: number;
  unicode: boolean;
  colour: boolean;
}

type Style = Parameters<typeof styleText>[0];

interface Part {
  text: string;
  /** Shown in its place when there is little room. */
  short?: Part;
  /** The higher, the longer it stays when there is little room. */
  worth: number;
  style?: Style;
  canBeCut?: boolean;
}

/** One line on a run: what it is, a bar, how far, how long, how fast, what failed and what it cost. */
export function progressLine(state: LineState, look: LineLook): string {
  const hasBar = Number.isFinite(look.width) && state.progress.total > 0;
  const parts = partsOf(state);
  if (hasBar) parts.splice(1, 0, { text: '#'.repeat(minBar), worth: barWorth });
  const shown = dropUntilFits(parts, look);
  const room = look.width - lengthOf(shown);
  const paint = look.colour ? painted : plain;
  const line = shown
    .map((part) => (part.worth === barWorth ? bar(state.progress, room, look) : paint(part)))
    .join('  ');
  return room >= 0 ? line : cut(shown[0]?.text ?? '', look.width, look);
}

const minBar = 10;
const maxBar = 30;
/** Shorter than this, a reason says nothing. */
const minReason = 20;
const barWorth = 5.5;

function partsOf(state: LineState): Part[] {
  const { progress, elapsedMs, callsPerSecond, spentUsd, unpriced = 0, lowered = null } = state;
  const { total, done, failed, reused } = progress;
  const settled = done + failed;
  const parts: (Part | false)[] = [
    { text: clean(`${progress.pipeline} ${progress.assignment}`), worth: 5 },
    { text: `${settled}/${total}`, worth: 10 },
    total > 0 && { text: `${Math.floor((settled / total) * 100)} %`, worth: 6 },
    { text: duration(elapsedMs), worth: 3 },
    ...stateParts(state),
    callsPerSecond !== null && { text: `${callsPerSecond.toFixed(1)} calls/s`, worth: 1 },
    lowered !== null && { text: `limit ${lowered}`, worth: 1.5 },
    failed > 0 && { text: `${failed} failed`, worth: 9, style: 'red' },
    reused > 0 && { text: `${reused} reused`, worth: 2 },
    spentUsd !== null && (spentUsd > 0 || unpriced === 0) && spendPart(state, spentUsd),
  ];
  return parts.filter((part) => part !== false);
}

function spendPart({ progress, free = 0, unpriced = 0 }: LineState, spentUsd: number): Part {
  const spent = spendInWords({ spentUsd, unpriced });
  const projected = progress.state === 'done' ? null : projectedSpend(progress, spentUsd, free);
  if (projected === null) return { text: spent, worth: 4 };
  return { text: `${spent} of about ${dollars(projected)}`, worth: 2.5, short: { text: spent, worth: 4 } };
}

function stateParts({ progress: { state, reason }, remainingMs, hold = null }: LineState): Part[] {
  if (state === 'paused')
    return [{ text: clean(`paused: ${reason ?? 'asked for'}`), worth: 7, style: 'yellow', canBeCut: true }];
  if (state === 'cancelled') return [{ text: 'cancelled', worth: 7, style: 'yellow' }];
  if (state === 'running' && hold !== null)
    return [{ text: clean(hold), worth: 7, style: 'yellow', canBeCut: true }];
  if (state === 'done' || remainingMs === null || remainingMs === 0) return [];
  return [{ text: `ETA ${duration(remainingMs)}`, worth: 7 }];
}

function dropUntilFits(parts: Part[], look: LineLook): Part[] {
  let shown = parts;
  while (shown.length > 1 && lengthOf(shown) > look.width) {
    const least = shown.reduce((a, b) => (b.worth < a.worth ? b : a));
    const room = look.width - lengthOf(shown) + stringWidth(least.text);
    if (least.canBeCut && room >= minReason) {
      return shown.map((part) => (part === least ? { ...part, text: cut(part.text, room, look) } : part));
    }
    shown = shown.flatMap((part) => (part === least ? (part.short ?? []) : part));
  }
  return shown;
}

const lengthOf = (parts: Part[]): number =>
  parts.reduce((sum, { text }) => sum + stringWidth(text) + 2, parts.length > 0 ? -2 : 0);

function bar({ total, done, failed }: Progress, room: number, { unicode, colour }: LineLook): string {
  const length = Math.min(maxBar, minBar + room);
  const full = Math.floor(((done + failed) / total) * length);
  const [filled, empty] = unicode ? ['█', '░'] : ['#', '.'];
  const head = filled.repeat(full);
  return (
    (colour && full > 0 ? styleText('green', head, { validateStream: false }) : head) +
    empty.repeat(length - full)
  );
}

const plain = ({ text }: Part): string => text;
const painted = ({ text, style }: Part): string =>
  style ? styleText(style, text, { validateStream: false }) : text;

const graphemes = new Intl.Segmenter();

/** Cuts to whole characters as a reader sees them. */
function cut(text: string, width: number, { unicode }: LineLook): string {
  const mark = unicode ? '…' : '~';
  let shown = '';
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(shown + segment + mark) > width) return width > 0 ? shown + mark : '';
    shown += segment;
  }
  return shown;
}

/** A provider's words are shown as words: nothing in them moves the cursor or breaks the line. */
const clean = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');

/** 0:07, 12:30, 1:02:03 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
