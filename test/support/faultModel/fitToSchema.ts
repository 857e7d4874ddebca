/** The part of JSON Schema that structured outputs use. */
export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  minItems?: number;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** A value that the schema accepts: the template's where it fits, else the simplest one. */
export function fitToSchema(schema: JsonSchema, template: unknown, root = schema): unknown {
  if (schema.$ref !== undefined) return fitToSchema(resolve(schema.$ref, root), template, root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum.includes(template) ? template : schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fitToSchema(pick(choices, template), template, root);
  // A schema that asks for nothing accepts anything.
  if (schema.type === undefined && schema.properties === undefined) return template ?? 'text';
  return fitToType(pickType(schema.type ?? 'object', template), schema, template, root);
}

function fitToType(type: string, schema: JsonSchema, template: unknown, root: JsonSchema): unknown {
  if (type === 'object') return fitObject(schema, template, root);
  if (type === 'array') return fitArray(schema, template, root);
  if (type === 'number' || type === 'integer') return fitNumber(schema, template);
  if (type === 'boolean') return template === true;
  if (type === 'null') return null;
  return typeof template === 'string' ? template : 'text';
}

function fitObject(schema: JsonSchema, template: unknown, root: JsonSchema): unknown {
  const known: Record<string, unknown> = isObject(template) ? template : {};
  const properties = Object.entries(schema.properties ?? {});
  return Object.fromEntries(properties.map(([name, part]) => [name, fitToSchema(part, known[name], root)]));
}

function fitArray(schema: JsonSchema, template: unknown, root: JsonSchema): unknown {
  const items = Array.isArray(template) ? [...(template as unknown[])] : [undefined];
  while (items.length < (schema.minItems ?? 0)) items.push(items.at(-1));
  return items.map((item) => fitToSchema(schema.items ?? { type: 'string' }, item, root));
}

function fitNumber(schema: JsonSchema, template: unknown): number {
  const least =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? -Infinity : schema.exclusiveMinimum + 1);
  const wanted = typeof template === 'number' ? template : 1;
  return Math.min(schema.maximum ?? Infinity, Math.max(least, wanted));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function pick(choices: JsonSchema[], template: unknown): JsonSchema {
  return choices.find(({ type }) => type === typeName(template)) ?? choices[0] ?? {};
}

function pickType(type: string | string[], template: unknown): string {
  if (!Array.isArray(type)) return type;
  return type.find((name) => name === typeName(template)) ?? type[0] ?? 'null';
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  return root.$defs?.[reference.replace('#/$defs/', '')] ?? {};
}
