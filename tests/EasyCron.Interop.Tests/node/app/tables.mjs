import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/client.mjs';

/** The app's tables as its own client sees them: dates are Dates there, told here as ISO text. */
export function tableQuestions(databaseUrl) {
  const schema = new URL(databaseUrl).searchParams.get('schema') ?? 'public';
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }, { schema }) });

  return {
    createJob: ({ job }) => prisma.job.create({ data: job }),
    updateJob: ({ id, change }) => prisma.job.update({ where: { id }, data: change }),
    deleteJob: async ({ id }) => void (await prisma.job.delete({ where: { id } })),
    readJob: ({ id }) => prisma.job.findUnique({ where: { id } }),
    runs: ({ jobId }) => prisma.jobRun.findMany({ where: { jobId }, orderBy: { startedAt: 'asc' } }),
    run: ({ runId }) => prisma.jobRun.findUnique({ where: { id: runId }, include: { job: true } }),
  };
}
