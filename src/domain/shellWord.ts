/** A name as it must be typed in a shell. */
export const shellWord = (name: string): string =>
  /^[\w.@%+:,/-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
