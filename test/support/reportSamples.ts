import type { MadeBy, PageTranscription } from '../../src/domain/transcription.ts';
import type { ClassStudent } from '../../src/client/reports/classTable.ts';

export const madeBy: MadeBy = {
  model: 'some/model',
  endpoint: 'https://model.example/v1',
  promptVersion: 'page-text-1',
  at: '2026-01-31T14:05:11.000Z',
};

export const offline: MadeBy = { ...madeBy, model: 'offline', endpoint: 'offline' };

export const readPage = (page: number, text: string, confidence = 0.9): PageTranscription => ({
  ...otherPage(page, 'done'),
  text,
  confidence,
  notes: '',
});

export const otherPage = (
  page: number,
  status: PageTranscription['status'],
  reason: string | null = null,
): PageTranscription => ({
  page,
  image: `Final/pages/Ada Lovelace/${page}.png`,
  status,
  text: null,
  confidence: null,
  notes: null,
  reason,
});

export const studentOf = (pages: PageTranscription[], more: Partial<ClassStudent> = {}): ClassStudent => ({
  student: 'student-01',
  folder: 'Ada Lovelace',
  madeBy,
  pages,
  hasReport: true,
  ...more,
});

/** Text that would do harm as markup, as a link, or by turning the direction of its line. */
export const hostileText = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title = \'owned\'">',
  '</pre></style><style>body { display: none }</style>',
  '<a href="javascript:document.title=1">"quotes" & more</a>',
  'pay \u202E01\u202C now',
  `long ${'w'.repeat(5000)}`,
].join('\n');
