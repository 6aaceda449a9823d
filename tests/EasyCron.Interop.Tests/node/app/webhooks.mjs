import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A server that checks each request with the public Standard Webhooks library, as a customer would. */
export function webhookQuestions() {
  const received = [];

  return {
    listen: ({ secret }) =>
      new Promise((resolve) => {
        const webhook = new Webhook(secret);
        const server = createServer(async (request, response) => {
          const chunks = [];
          for await (const chunk of request) {
            chunks.push(chunk);
          }
          const body = Buffer.concat(chunks).toString();
          let verified = true;
          try {
            webhook.verify(body, request.headers);
          } catch (error) {
            verified = error.message;
          }
          received.push({ url: request.url, verified, body, id: request.headers['webhook-id'] });
          response.writeHead(verified === true ? 200 : 401).end();
        });
        server.listen(0, '127.0.0.1', () => resolve(server.address().port));
      }),

    received: () => received,
  };
}
