// The Redis of a test process: REDIS_URL where set, else a private server that ends with the process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

let started;

/** @returns {Promise<string>} the URL of the server */
export function redisUrl() {
  started ??= process.env.REDIS_URL ? Promise.resolve(process.env.REDIS_URL) : startServer();
  return started;
}

/** Starts a server of one's own and returns its URL. */
export async function startServer() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'easycron-redis-'));
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn('redis-server', args.map(String), { stdio: 'ignore' });
  server.unref();
  process.on('exit', () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `redis://127.0.0.1:${port}`;
  const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 200 });
  probe.on('error', () => {});
  await probe.ping();
  await probe.quit();
  return url;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
