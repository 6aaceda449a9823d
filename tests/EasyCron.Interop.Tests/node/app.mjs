// Usage: node app.mjs bullmq|bullmq5 REDIS_URL DATABASE_URL
// The web app that uses the worker: enqueues with BullMQ, watches its queue, reads and edits its tables with Prisma, and receives signed
// requests. Asked over JSON lines.
import { answer } from './json-lines.mjs';
import { Client } from './peer/client.mjs';
import { jobQuestions } from './peer/jobs.mjs';
import { inspectionQuestions } from './peer/inspection.mjs';
import { queueQuestions } from './peer/queues.mjs';
import { schedulerQuestions } from './peer/schedulers.mjs';
import { watchQuestions } from './peer/watches.mjs';
import { workerQuestions } from './peer/workers.mjs';
import { tableQuestions } from './app/tables.mjs';
import { webhookQuestions } from './app/webhooks.mjs';

const [packageName, redisUrl, databaseUrl] = process.argv.slice(2);
const client = await Client.open(packageName, redisUrl);

answer(
  {
    ...queueQuestions(client),
    ...jobQuestions(client),
    ...inspectionQuestions(client),
    ...schedulerQuestions(client),
    ...watchQuestions(client),
    ...workerQuestions(client),
    ...tableQuestions(databaseUrl),
    ...webhookQuestions(),
  },
  () => process.exit(0),
);
