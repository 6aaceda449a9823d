// Verifies a webhook of the first argument (JSON: secret, headers, body) with the library of Standard Webhooks.
import { Webhook } from 'standardwebhooks';

const { secret, headers, body } = JSON.parse(process.argv[2]);
console.log(new Webhook(secret).verify(body, headers).type);
