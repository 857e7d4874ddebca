import { isOffline } from '../domain/endpoint.ts';
import type { Plan } from '../domain/plan.ts';
import { UserError } from '../domain/userError.ts';
import type { Place } from './session.ts';

/** A run was planned for one provider; with another one's key nobody works for it. */
export function checkEndpoint({ config: { endpoint } }: Place, plan: Plan): void {
  if (endpoint?.baseUrl === plan.endpoint) return;
  throw new UserError(
    'other-endpoint',
    `The run calls ${plan.model} at ${plan.endpoint}; the settings here name ${endpoint?.baseUrl ?? 'no provider'}.`,
    isOffline({ baseUrl: plan.endpoint })
      ? 'Add --offline.'
      : 'Set the key and AITA_BASE_URL for it, then type the same command again.',
  );
}
