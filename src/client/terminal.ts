/** What a stream can show. Pure, so that every rule can be tested. */
type Variables = Record<string, string | undefined>;

interface Stream {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** Whether a person is likely to look at it. */
export const isAttended = (stream: Stream, env: Variables): boolean =>
  stream.isTTY === true && !isSet(env['CI']);

/** NO_COLOR before FORCE_COLOR before what the stream is. */
export function showsColour(stream: Stream, env: Variables): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return isSet(forced);
  return isAttended(stream, env) && env['TERM'] !== 'dumb';
}

/** Whether lines can be drawn over; a terminal that says it has no size cannot. */
export const redraws = (stream: Stream, env: Variables): boolean =>
  isAttended(stream, env) && env['TERM'] !== 'dumb' && stream.columns !== 0 && stream.rows !== 0;

/** Whether the locale is UTF-8; a terminal of Windows that is not the old console always is. */
export function showsUnicode(env: Variables): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) || Boolean(env['WT_SESSION']);
}

const isSet = (value: string | undefined): boolean => Boolean(value) && value !== 'false' && value !== '0';
