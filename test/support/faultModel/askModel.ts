import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
import type { FaultModel } from '../faultModel.ts';

/** A client that asks once. */
export const clientOf = (model: Pick<FaultModel, 'baseUrl'>, timeout = 5000, apiKey = 'test-key'): OpenAI =>
  new OpenAI({ baseURL: model.baseUrl, apiKey, maxRetries: 0, timeout });

/** A request whose reply follows `schema`; `none` asks for plain text. */
export function chatBody(text: string, schema = 'page_text'): ChatCompletionCreateParamsNonStreaming {
  const json_schema = { name: schema, schema: {} };
  return {
    model: 'test-model',
    messages: [{ role: 'user', content: text }],
    ...(schema === 'none' ? {} : { response_format: { type: 'json_schema', json_schema } }),
  };
}

export const askModel = (
  model: Pick<FaultModel, 'baseUrl'>,
  text: string,
  schema?: string,
): Promise<ChatCompletion> => clientOf(model).chat.completions.create(chatBody(text, schema));

export const contentOf = (reply: ChatCompletion): string => reply.choices[0]?.message.content ?? '';

/** The reply's JSON, as the caller knows it to be. */
export const jsonOf = <T>(reply: ChatCompletion): T => JSON.parse(contentOf(reply)) as T;

/** What `fetch` fails with when nobody listens. */
export const isConnectionRefused = ({ cause }: Error): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';

export interface RubricReply {
  totalPoints: number;
  criteria: { points: number }[];
}

/** A call without the client between: status, headers and body as they come. */
export const rawAsk = (
  model: Pick<FaultModel, 'baseUrl'>,
  text: string,
  more: object = {},
): Promise<Response> =>
  fetch(`${model.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer test-key' },
    body: JSON.stringify({ ...chatBody(text), ...more }),
  });
