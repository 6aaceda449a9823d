// Sends the mail of the first argument (JSON) with Resend's own SDK, to the server that RESEND_BASE_URL names.
import { Resend } from 'resend';

const { apiKey, idempotencyKey, mail } = JSON.parse(process.argv[2]);
const { data, error } = await new Resend(apiKey).emails.send(mail, { idempotencyKey });
if (error) {
  console.error(error);
  process.exit(1);
}
console.log(data.id);
