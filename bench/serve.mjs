// Serves a folder on loopback during a measurement.
import { createServer } from 'node:http';
import sirv from 'sirv';

/**
 * @param {string} dir
 * @param {Record<string, string>} [pages] HTML by path, besides the folder's files
 */
export async function serve(dir, pages = {}) {
  const files = sirv(dir, { dev: true });
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (page === undefined) files(request, response);
    else response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => server.closeAllConnections() || server.close(),
  };
}
