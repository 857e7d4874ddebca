/** The rest of a sentence that has named the other limits; nothing without this one. */
export const tokensInWords = (perMinute: number | null): string =>
  perMinute === null ? '' : `, and ${perMinute} tokens a minute`;
