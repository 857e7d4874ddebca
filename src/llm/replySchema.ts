import { z } from 'zod';
import type { ReplySchema } from './request.ts';

/** The JSON schema a provider is asked to hold its reply to: closed objects, every field required. */
export function replySchema(name: string, schema: z.ZodType): ReplySchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema) as Record<string, unknown>;
  return { name, schema: json };
}
