import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** Finds packages of tests/browser/package.json. */
const { resolve } = createRequire(root('tests/browser/package.json'));
const builtFiles = (player: string) => join(dirname(resolve(`${player}/package.json`)), 'dist');

/** Folders that the tests' pages, clips, streams and players are served from, in order. */
const FOLDERS = [
  ...['tests/browser/pages', 'tests/browser/clips', 'tests/browser/streams', 'demo'].map(root),
  ...['video.js', 'hls.js', 'shaka-player'].map(builtFiles),
];

/** Response headers a page can ask for in its query, one key a behaviour. */
const HEADERS: Record<string, (value: string) => Record<string, string>> = {
  csp: (value) => ({ 'Content-Security-Policy': value }),
  permissions: (value) => ({ 'Permissions-Policy': value }),
  cors: () => ({ 'Access-Control-Allow-Origin': '*' }),
  download: () => ({ 'Content-Disposition': 'attachment' }),
  embedder: (value) => ({ 'Cross-Origin-Embedder-Policy': value }),
  isolated: () => ({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }),
};

/** Answers a request as its query says, like different video servers. Returns true if it has answered. */
function answerAsAsked(request: IncomingMessage, response: ServerResponse): boolean {
  const address = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const { searchParams } = address;
  // Share with pages that embed it only.
  if (searchParams.has('embedded') && !request.headers.referer) {
    response.writeHead(404).end();
    return true;
  }
  // From another host.
  const host = searchParams.get('from');
  if (host === null) return false;
  searchParams.delete('from');
  address.hostname = host;
  response.writeHead(302, { Location: address.href }).end();
  return true;
}

export interface PageServer {
  /**
   * Absolute address of a page or clip; `query` asks for response headers (`csp`, `permissions`, `cors`, `download`, `embedder`, `isolated`), for a redirection (`from`
   * another host) or a refusal of requests that no page made (`embedded`), or is the page's own.
   */
  url(path: string, query?: Record<string, string>, host?: string): string;
  /** Address of a clip whose answer waits for `release`, so that a test has time to look at the state before it. */
  hold(path: string): { url: string; release(): void };
  /** Addresses requested so far. */
  readonly requested: readonly string[];
  close(): Promise<void>;
}

/** Serves the test pages and clips on a free loopback port, with byte ranges so that video can seek. */
export async function servePages(): Promise<PageServer> {
  // Use no-cache instead of no-store, which would keep pages out of the back/forward cache.
  const setHeaders = (response: ServerResponse) => response.setHeader('Cache-Control', 'no-cache');
  const handlers = FOLDERS.map((folder) => sirv(folder, { dev: true, etag: false, setHeaders }));
  const requested: string[] = [];
  const holds: Promise<void>[] = [];
  const server: Server = createServer(async (request, response) => {
    requested.push(`http://${request.headers.host}${request.url}`);
    if (answerAsAsked(request, response)) return;
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const hold = query.get('hold');
    if (hold !== null) await holds[Number(hold)];
    for (const [key, headers] of Object.entries(HEADERS)) {
      const value = query.get(key);
      if (value !== null) for (const [name, text] of Object.entries(headers(value))) response.setHeader(name, text);
    }
    const next = (index: number): void => {
      const handler = handlers[index];
      if (handler) handler(request, response, () => next(index + 1));
      else response.writeHead(404).end();
    };
    next(0);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  const url: PageServer['url'] = (path, query = {}, host = '127.0.0.1') => {
    const search = new URLSearchParams(query).toString();
    return `http://${host}:${address.port}/${path}${search && `?${search}`}`;
  };
  return {
    url,
    hold(path) {
      let release = () => {};
      const count = holds.push(new Promise((done) => (release = done)));
      return { url: url(path, { hold: String(count - 1) }), release };
    },
    requested,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
