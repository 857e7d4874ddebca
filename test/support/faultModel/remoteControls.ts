import type { Controls } from './controls.ts';

/** The controls of a model in another process, through its control URL. */
export function remoteControls(controlUrl: string): Controls {
  const get = <T>(path: string): Promise<T> => request<T>(controlUrl + path);
  const post = async (path: string, body: object = {}): Promise<void> => {
    await request(controlUrl + path, { method: 'POST', body: JSON.stringify(body) });
  };
  return {
    calls: (after = 0) => get(`/_calls?after=${after}`),
    stats: (windowMs = 1000) => get(`/_stats?windowMs=${windowMs}`),
    configure: (patch) => post('/_config', patch),
    reset: () => post('/_reset'),
    goDown: (forMs) => post('/_down', forMs === undefined ? {} : { forMs }),
    comeBack: () => post('/_up'),
  };
}

async function request<T>(url: string, options: RequestInit = {}): Promise<T> {
  const response = await fetch(url, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
