import { readFile } from 'node:fs/promises';
import pg from 'pg';

const schemaFile = new URL('../tests/EasyCron.Testing/Postgres/schema.sql', import.meta.url);

/** A schema of the demo's own in a PostgreSQL that may hold other things. */
export class Database {
  static async open(url, name) {
    const database = new Database();
    database.schema = name.replaceAll('-', '_');
    const withSchema = new URL(url);
    withSchema.searchParams.set('schema', database.schema);
    database.url = withSchema.href;
    const plain = new URL(url);
    plain.searchParams.delete('schema');
    database.client = new pg.Client({ connectionString: plain.href });
    await database.client.connect();
    await database.client.query(`drop schema if exists ${database.schema} cascade; create schema ${database.schema}; set search_path to ${database.schema}; set timezone to 'UTC'`);
    await database.client.query(await readFile(schemaFile, 'utf8'));
    return database;
  }

  async insert(jobs) {
    for (const job of jobs) {
      const row = { teamId: 'demo', updatedAt: new Date().toISOString().replace('Z', ''), ...job };
      const names = Object.keys(row);
      const values = names.map((name) => (row[name] !== null && typeof row[name] === 'object' ? JSON.stringify(row[name]) : row[name]));
      await this.client.query(`insert into "Job" (${names.map((name) => `"${name}"`).join()}) values (${names.map((_, i) => `$${i + 1}`).join()})`, values);
    }
  }

  /** Runs that have ended, oldest first. */
  async endedRuns() {
    const { rows } = await this.client.query(`
      select r.id, r."jobId", j.name, r.state, r.attempts, r."exitCode", (extract(epoch from r."startedAt") * 1000)::float8 as started, (extract(epoch from r."finishedAt") * 1000)::float8 as finished
      from "JobRun" r join "Job" j on j.id = r."jobId" where r."finishedAt" is not null order by r."finishedAt", r.id`);
    return rows;
  }

  async close() {
    await this.client.query(`drop schema ${this.schema} cascade`);
    await this.client.end();
  }
}
