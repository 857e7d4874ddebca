import type { Completion } from './completion.ts';
import type { Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import { prepareReply, sendReply, type Reshape } from './sendReply.ts';

const apology = "I'm sorry, but I can't help with reading this page.";
const hugeBytes = 3_000_000;

/** Replies that arrive whole and are paid for. */
export const replyFaults = {
  truncatedContent: spoilt((reply) => ({ ...reply, content: half(reply.content) })),
  otherShape: spoilt((reply) => ({ ...reply, content: JSON.stringify({ result: { ok: true } }) })),
  fencedJson: spoilt((reply) => ({
    ...reply,
    content: `Here it is:\n\`\`\`json\n${reply.content}\n\`\`\``,
  })),
  pointsDoNotAddUp: spoilt(raisePoints),
  refusalInProse: spoilt((reply) => ({ ...reply, content: apology })),
  refusalField: spoilt((reply) => ({ ...reply, content: null, refusal: apology })),
  cutByLength: spoilt((reply) => ({ ...reply, content: half(reply.content), finishReason: 'length' })),
  contentFilter: spoilt((reply) => ({ ...reply, content: '', finishReason: 'content_filter' })),
  errorInChoice: spoilt((reply) => ({
    ...reply,
    content: half(reply.content),
    finishReason: 'error',
    choiceError: { code: 502, message: 'The vendor broke off.' },
  })),
  emptyChoices: spoilt((reply) => ({ ...reply, hasChoice: false })),
  emptyContent: spoilt((reply) => ({ ...reply, content: '' })),
  nullContent: spoilt((reply) => ({ ...reply, content: null })),
  noUsage: sound((reply) => ({ ...reply, hasUsage: false })),
  hugeReply: sound(enlarge),
  slow: sound((reply) => reply),
} satisfies Record<string, Fault>;

function spoilt(reshape: Reshape): Fault {
  return { ...sound(reshape), sound: false };
}

function sound(reshape: Reshape): Fault {
  const play = async (exchange: Exchange) => sendReply(exchange, await prepareReply(exchange, reshape));
  return { sound: true, play };
}

const half = (content: string | null): string => (content ?? '').slice(0, (content ?? '').length / 2);

/** One point more in the first criterion; the total stays. */
function raisePoints(reply: Completion): Completion {
  const raised = (reply.content ?? '').replace(
    /("criteria":\[.*?"points":)([\d.]+)/s,
    (_, before: string, points: string) => before + String(Number(points) + 1),
  );
  return { ...reply, content: raised };
}

/** The first text of the reply grows to `rule.bytes`; the reply stays valid. */
function enlarge(reply: Completion, { rule, request }: Exchange): Completion {
  const filling = 'many words '.repeat(Math.ceil((rule.bytes ?? hugeBytes) / 11));
  const content = reply.content ?? '';
  if (request.schema === 'none') return { ...reply, content: content + filling };
  return { ...reply, content: content.replace(/":"/, () => `":"${filling}`) };
}
