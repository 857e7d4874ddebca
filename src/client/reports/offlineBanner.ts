import { html } from 'hono/html';
import { offlineBaseUrl } from '../../domain/endpoint.ts';
import type { MadeBy } from '../../domain/transcription.ts';
import { banner } from './cards.ts';
import type { Html } from './layout.ts';

export const isOffline = (madeBy: MadeBy | null): boolean => madeBy?.endpoint === offlineBaseUrl;

export const offlineBanner = (what: string): Html =>
  banner(
    'fair',
    'Made by the offline stand-in',
    html`<p>
      No vision model has seen ${what}. The stand-in recognises printed letters and is there to try AITA
      without a key: do not grade from it. A run with a key replaces it.
    </p>`,
  );
