import type { ClientConnectConfig } from '@temporalio/envconfig';

/** An engine that answers, and how clients and workers connect to it. */
export interface EngineTarget {
  /** host:port. */
  address: string;
  namespace: string;
  /** `null` when there is none, or when it is not known. */
  uiUrl: string | null;
  /** For `Connection.connect` and for a worker's `NativeConnection.connect`. */
  connectionOptions: ClientConnectConfig['connectionOptions'];
  /** Whether it is the user's own one, which AITA starts, keeps up and ends. */
  embedded: boolean;
  /** Whether runs can carry AITA's search attributes; an external engine may refuse them. */
  searchAttributes: boolean;
}

export const embeddedTarget = (address: string, uiUrl: string | null): EngineTarget => ({
  address,
  namespace: 'default',
  uiUrl,
  connectionOptions: { address },
  embedded: true,
  searchAttributes: true,
});
