import type { ModelReply } from '../domain/modelReply.ts';
import { readReply, type Reading } from './readReply.ts';
import { askAgain, requestHash, type ModelRequest } from './request.ts';

/** After a reply that cannot be used the model is asked again with the reason, so many times. */
export const askAgainLimit = 2;

export interface FoundAnswer<T> {
  value: T;
  /** Whose reply this is: the request, or the one that asked again. */
  request: ModelRequest;
}

/** The usable one among the replies that `find` has by hash, also when the model had to be asked again for it. */
export function findAnswer<T>(
  first: ModelRequest,
  read: (text: string) => Reading<T>,
  find: (hash: string) => ModelReply | null,
): FoundAnswer<T> | null {
  let request = first;
  for (let again = 0; again <= askAgainLimit; again++) {
    const reply = find(requestHash(request));
    if (!reply) return null;
    const reading = readReply(reply, read);
    if (reading.ok) return { value: reading.value, request };
    request = askAgain(request, reply.text, reading.reason);
  }
  return null;
}
