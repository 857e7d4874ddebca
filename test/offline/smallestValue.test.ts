import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { smallestValue } from '../../src/offline/smallestValue.ts';

const schemas: Record<string, z.ZodType> = {
  'a text': z.string(),
  'a short text': z.string().max(3),
  'a long text': z.string().min(20),
  'a number': z.number(),
  'a number above a bound': z.number().gt(0).lt(1),
  'a number below a bound': z.number().max(-2.5),
  'a whole number': z.int().gt(2.5),
  'a whole number from a bound': z.int().min(-9).max(-3),
  'a truth': z.boolean(),
  'nothing at all': z.null(),
  'a choice': z.enum(['bird', 'fish']),
  'a constant': z.literal('bird'),
  'what may be null': z.string().nullable(),
  'a list': z.array(z.string()),
  'a list that is not empty': z.array(z.object({ name: z.string().describe('its name') })).min(2),
  'a map': z.record(z.string(), z.number()),
  'an object in an object': z.object({
    bird: z.object({ wings: z.int().min(1) }),
    note: z.string().optional(),
  }),
};
for (const [what, schema] of Object.entries(schemas)) {
  test(`finds a value that fits ${what}`, () => {
    const found = smallestValue(z.toJSONSchema(schema));
    assert.ok(found, 'none was found');
    schema.parse(found.value);
  });
}

const unknown: Record<string, unknown> = {
  'no type': {},
  'a pattern': { type: 'string', pattern: '^a+$' },
  'a format': { type: 'string', format: 'email' },
  'a multiple': { type: 'number', multipleOf: 3 },
  'bounds that leave nothing': { type: 'integer', minimum: 2, maximum: 1 },
  'a text longer than any reply': { type: 'string', minLength: 1e9 },
  'a list longer than any reply': { type: 'array', minItems: 1e9, items: { type: 'string' } },
  'items that differ': { type: 'array', minItems: 2, uniqueItems: true, items: { type: 'string' } },
  'a reference to itself': { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] },
  'a required field that is not described': { type: 'object', required: ['constructor'] },
  'a fixed value with more to it': { const: 'bird', not: { type: 'string' } },
};
for (const [what, schema] of Object.entries(unknown)) {
  test(`finds none where the schema has ${what}`, () => {
    assert.equal(smallestValue(schema), null);
  });
}
