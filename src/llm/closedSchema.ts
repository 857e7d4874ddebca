type Json = Record<string, unknown>;

/** Words of JSON schema that providers refuse in a schema they are to be held to strictly. */
const looseWords = ['oneOf', 'allOf', 'not', 'prefixItems', 'propertyNames', 'patternProperties', 'if'];

/**
 * The schema with its objects closed to fields that it does not name, as strict providers ask.
 * `isStrict` is false where that cannot be: optional fields, maps, words that they do not know.
 */
export function closedSchema(json: Json): { schema: Json; isStrict: boolean } {
  let isStrict = true;
  const close = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(close);
    if (!isObject(node)) return node;
    if (looseWords.some((word) => word in node)) isStrict = false;
    const closed = Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, closeUnder(key, value)]),
    );
    if (node['type'] !== 'object' && !('properties' in node)) return closed;
    if ('additionalProperties' in node && node['additionalProperties'] !== false) isStrict = false;
    if (!requiresAll(node)) isStrict = false;
    return 'additionalProperties' in node ? closed : { ...closed, additionalProperties: false };
  };
  // What stands under these words is data or a table of names, not a schema itself.
  const closeUnder = (key: string, value: unknown): unknown => {
    if (['const', 'enum', 'default', 'examples', 'required'].includes(key)) return value;
    if (['properties', '$defs', 'definitions', 'patternProperties'].includes(key) && isObject(value))
      return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, close(schema)]));
    return close(value);
  };
  return { schema: close(json) as Json, isStrict };
}

function requiresAll(node: Json): boolean {
  const required = Array.isArray(node['required']) ? (node['required'] as unknown[]) : [];
  const names = isObject(node['properties']) ? Object.keys(node['properties']) : [];
  return names.every((name) => required.includes(name));
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
