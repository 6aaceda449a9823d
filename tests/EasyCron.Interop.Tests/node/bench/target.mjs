// The HTTP target of the benchmarks: answers after DELAY_MS, counts requests, and keeps the instant each path was first asked for.
//   GET /count     how many requests came in
//   GET /arrivals  {"/path": unix milliseconds, ...}
//   GET /forget    starts both anew
import { createServer } from 'node:http';

const delay = Number(process.env.DELAY_MS ?? 0);
let count = 0;
let arrivals = {};

const own = {
  '/count': () => String(count),
  '/arrivals': () => JSON.stringify(arrivals),
  '/forget': () => { count = 0; arrivals = {}; return 'forgotten'; },
};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (own[request.url]) return response.end(own[request.url]());
  count++;
  arrivals[request.url] ??= performance.timeOrigin + performance.now();
  request.resume();
  if (delay === 0) return response.end('ok');
  setTimeout(() => response.end('ok'), delay);
});
server.listen(Number(process.env.PORT), process.env.HOST ?? '127.0.0.1', () => console.log('listening'));
