import { createServer } from 'node:http';

/** The customer's server: answers, and remembers what the worker told it about each run. */
export class Target {
  triggers = new Map();

  static async listen() {
    const target = new Target();
    const failures = new Map();
    target.server = createServer((request, response) => {
      const run = request.headers['easycron-run-id'];
      target.triggers.set(run, request.headers['easycron-trigger']);
      const failed = failures.get(run) ?? 0;
      const fails = request.url.startsWith('/broken') || (request.url.startsWith('/flaky') && failed < 2);
      if (fails) failures.set(run, failed + 1);
      request.resume().on('end', () => {
        response.writeHead(fails ? 503 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ ok: !fails, attempt: request.headers['easycron-attempt'] }));
      });
    });
    await new Promise((resolve) => target.server.listen(0, '127.0.0.1', resolve));
    target.url = `http://127.0.0.1:${target.server.address().port}`;
    return target;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
