// Usage: node peer.mjs bullmq|bullmq5 REDIS_URL
// Node's BullMQ, asked over JSON lines. The .NET peer (EasyCron.Interop.Peer) answers the same questions in the same words, so that a scenario can be
// played with either of them in any part. Every question names its queue by {prefix, queue}.
import { answer } from './json-lines.mjs';
import { Client } from './peer/client.mjs';
import { flowQuestions } from './peer/flows.mjs';
import { inspectionQuestions } from './peer/inspection.mjs';
import { jobQuestions } from './peer/jobs.mjs';
import { limitQuestions } from './peer/limits.mjs';
import { maintenanceQuestions } from './peer/maintenance.mjs';
import { queueQuestions } from './peer/queues.mjs';
import { schedulerQuestions } from './peer/schedulers.mjs';
import { watchQuestions } from './peer/watches.mjs';
import { workerQuestions } from './peer/workers.mjs';

const [packageName, redisUrl] = process.argv.slice(2);
const client = await Client.open(packageName, redisUrl);

answer(
  {
    ...queueQuestions(client),
    ...jobQuestions(client),
    ...inspectionQuestions(client),
    ...maintenanceQuestions(client),
    ...limitQuestions(client),
    ...schedulerQuestions(client),
    ...flowQuestions(client),
    ...workerQuestions(client),
    ...watchQuestions(client),
  },
  () => process.exit(0),
);
