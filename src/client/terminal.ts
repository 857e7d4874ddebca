/** What a stream can show. Pure, so that every rule can be tested. */
type Variables = Record<string, string | undefined>;

/** NO_COLOR before FORCE_COLOR before what the stream is. */
export function showsColour(stream: { isTTY?: boolean }, env: Variables): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return redraws(stream, env);
}

/** Whether lines can be drawn over: a terminal that a person looks at. */
export const redraws = (stream: { isTTY?: boolean }, env: Variables): boolean =>
  stream.isTTY === true && env['TERM'] !== 'dumb' && !isSet(env['CI']);

/** Whether the locale is UTF-8; a terminal of Windows that is not the old console always is. */
export function showsUnicode(env: Variables): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) || Boolean(env['WT_SESSION']);
}

const isSet = (value: string | undefined): boolean => Boolean(value) && value !== 'false' && value !== '0';
