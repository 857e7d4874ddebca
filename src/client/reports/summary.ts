import type { PageTranscription } from '../../domain/transcription.ts';
import type { Card } from './cards.ts';
import { confidenceLevel, confidenceNumber } from './confidence.ts';
import { countDoubts, parseMarks } from './marks.ts';

export interface Summary {
  pages: number;
  read: number;
  blank: number;
  failed: number;
  /** Never asked: the run was stopped before. */
  pending: number;
  /** Over the pages read; `null` when none has a confidence. */
  averageConfidence: number | null;
  lowestConfidence: number | null;
  doubts: number;
}

export function summarize(pages: readonly PageTranscription[]): Summary {
  const having = (status: PageTranscription['status']) =>
    pages.filter((page) => page.status === status).length;
  const confidences = pages.flatMap(({ confidence }) => confidence ?? []);
  const sum = confidences.reduce((total, confidence) => total + confidence, 0);
  return {
    pages: pages.length,
    read: having('done'),
    blank: having('blank'),
    failed: having('failed'),
    pending: having('pending'),
    averageConfidence: confidences.length > 0 ? sum / confidences.length : null,
    lowestConfidence: confidences.length > 0 ? Math.min(...confidences) : null,
    doubts: pages.reduce((total, page) => total + doubtsOf(page), 0),
  };
}

/** The text the model found on a page; `null` when it says that there is none. */
export const foundText = ({ text }: PageTranscription): string | null =>
  text === null || ['', '[nothing]'].includes(text.trim()) ? null : text;

/** How many places of a page the model was unsure of. */
export const doubtsOf = ({ text }: PageTranscription): number => countDoubts(parseMarks(text ?? ''));

export function summaryCards(summary: Summary): Card[] {
  const { pages, read, blank, failed, pending, averageConfidence, doubts } = summary;
  const { word, tone } = confidenceLevel(averageConfidence);
  const pendingCard: Card = { label: 'Not read yet', value: pending, tone: 'fair' };
  return [
    { label: 'Pages', value: pages },
    { label: 'Read', value: read },
    { label: 'Blank', value: blank },
    { label: 'Failed', value: failed, tone: failed > 0 ? 'bad' : 'plain' },
    ...(pending > 0 ? [pendingCard] : []),
    { label: 'Average confidence', value: confidenceNumber(averageConfidence), note: word, tone },
    { label: 'Doubts', value: doubts, tone: doubts > 0 ? 'fair' : 'plain' },
  ];
}
