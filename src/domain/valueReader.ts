/** Reads one setting or flag from the text a person wrote. */
export interface ValueReader<T> {
  /** Completes "expected …". */
  allowed: string;
  /** `undefined` when the text is not allowed. */
  read(text: string): T | undefined;
}

export const wholeNumber = (min: number, max: number): ValueReader<number> => ({
  allowed: `a whole number from ${min} to ${max}`,
  read: (text) => within(/^\d+$/, text, (value) => value >= min && value <= max),
});

export const positiveNumber = (example: string): ValueReader<number> => ({
  allowed: `a number above 0, such as ${example}`,
  read: (text) => within(decimal, text, (value) => value > 0),
});

export const amount = (example: string): ValueReader<number> => ({
  allowed: `a number from 0 up, such as ${example}`,
  read: (text) => within(decimal, text, () => true),
});

/** `none` gives `Infinity`. */
export const amountOrNone = (example: string): ValueReader<number> => ({
  allowed: `none or ${amount(example).allowed}`,
  read: (text) => (text === 'none' ? Infinity : amount(example).read(text)),
});

const words: Record<string, boolean> = {
  true: true,
  '1': true,
  yes: true,
  false: false,
  '0': false,
  no: false,
};

export const yesOrNo: ValueReader<boolean> = {
  allowed: 'true or false (1, 0, yes and no work too)',
  read: (text) => words[text.toLowerCase()],
};

export const oneOf = <T extends string>(words: readonly T[]): ValueReader<T> => ({
  allowed: words.join(', '),
  read: (text) => words.find((word) => word === text),
});

export const anyText: ValueReader<string> = { allowed: 'any text', read: (text) => text };

/** An API key goes into an HTTP header, where a space or a line break ends it. */
export const keyText: ValueReader<string> = {
  allowed: 'printable ASCII without spaces',
  read: (text) => (/^[\x21-\x7e]+$/.test(text) ? text : undefined),
};

/** The base URL of an API, without the slash at its end. */
export const baseUrl: ValueReader<string> = {
  allowed: 'an http or https address without user name or query, such as https://openrouter.ai/api/v1',
  read(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) return undefined;
    if (url.username || url.password || url.search || url.hash) return undefined;
    return url.href.replace(/\/+$/, '');
  },
};

const decimal = /^(\d+(\.\d*)?|\.\d+)$/;

function within(shape: RegExp, text: string, allowed: (value: number) => boolean): number | undefined {
  const value = shape.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) && allowed(value) ? value : undefined;
}
