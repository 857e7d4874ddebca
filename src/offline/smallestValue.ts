type Json = Record<string, unknown>;
type Found = { value: unknown } | null;

/** They say nothing of what fits. */
const remarks = ['$schema', '$id', '$defs', 'definitions', 'title', 'description', 'default', 'examples'];
const maxCharacters = 100_000;

const makers: Record<string, { words: string[]; make: (schema: Json) => Found }> = {
  string: { words: ['minLength', 'maxLength'], make: smallestText },
  number: { words: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'], make: smallestNumber },
  integer: { words: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'], make: smallestNumber },
  boolean: { words: [], make: () => ({ value: false }) },
  null: { words: [], make: () => ({ value: null }) },
  array: { words: ['items', 'minItems', 'maxItems'], make: smallestList },
  object: {
    words: ['properties', 'required', 'additionalProperties', 'propertyNames'],
    make: smallestObject,
  },
};

/** A value that fits the JSON schema; `null` when one of its words is not among the few that are known here. */
export function smallestValue(schema: unknown): Found {
  if (!isObject(schema)) return null;
  if ('const' in schema) return knows(schema, ['const', 'type']) ? { value: schema['const'] } : null;
  if ('enum' in schema) return knows(schema, ['enum', 'type']) ? first(schema['enum']) : null;
  if ('anyOf' in schema) {
    const one = knows(schema, ['anyOf']) ? first(schema['anyOf']) : null;
    return one && smallestValue(one.value);
  }
  const type = Array.isArray(schema['type']) ? (schema['type'][0] as unknown) : schema['type'];
  if (typeof type !== 'string' || !Object.hasOwn(makers, type)) return null;
  const { words, make } = makers[type]!;
  return knows(schema, ['type', ...words]) ? make({ ...schema, type }) : null;
}

const knows = (schema: Json, words: string[]): boolean =>
  Object.keys(schema).every((word) => words.includes(word) || remarks.includes(word));

const first = (values: unknown): Found =>
  Array.isArray(values) && values.length > 0 ? { value: values[0] as unknown } : null;

function smallestText(schema: Json): Found {
  const [least, most] = [bound(schema, 'minLength', 0), bound(schema, 'maxLength', Infinity)];
  if (!(least <= most && least <= maxCharacters)) return null;
  return { value: 'stand-in'.padEnd(least, '.').slice(0, Math.max(least, Math.min(most, 8))) };
}

/** The first of a few that fits. */
function smallestNumber(schema: Json): Found {
  const [least, most] = [bound(schema, 'minimum', -Infinity), bound(schema, 'maximum', Infinity)];
  const above = bound(schema, 'exclusiveMinimum', -Infinity);
  const below = bound(schema, 'exclusiveMaximum', Infinity);
  const [low, high] = [Math.max(least, above), Math.min(most, below)];
  const candidates = [
    0,
    low,
    Math.ceil(low),
    Math.floor(low) + 1,
    high,
    Math.floor(high),
    Math.ceil(high) - 1,
  ];
  const value = [...candidates, (low + high) / 2].find(
    (each) =>
      Number.isFinite(each) &&
      (schema['type'] === 'number' || Number.isInteger(each)) &&
      each >= least &&
      each <= most &&
      each > above &&
      each < below,
  );
  return value === undefined ? null : { value };
}

function smallestList(schema: Json): Found {
  const [least, most] = [bound(schema, 'minItems', 0), bound(schema, 'maxItems', Infinity)];
  if (!(least <= most)) return null;
  if (least === 0) return { value: [] };
  const item = smallestValue(schema['items']);
  if (!item || !(JSON.stringify(item.value).length * least <= maxCharacters)) return null;
  return { value: Array.from({ length: least }, () => item.value) };
}

function smallestObject(schema: Json): Found {
  const { properties = {}, required = [] } = schema;
  if (!isObject(properties) || !Array.isArray(required)) return null;
  const fields: [string, unknown][] = [];
  for (const name of required as unknown[]) {
    if (typeof name !== 'string' || !Object.hasOwn(properties, name)) return null;
    const field = smallestValue(properties[name]);
    if (!field) return null;
    fields.push([name, field.value]);
  }
  return { value: Object.fromEntries(fields) };
}

/** NaN, which fits nothing, where the word holds no number. */
function bound(schema: Json, word: string, otherwise: number): number {
  const { [word]: value = otherwise } = schema;
  return typeof value === 'number' ? value : NaN;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
