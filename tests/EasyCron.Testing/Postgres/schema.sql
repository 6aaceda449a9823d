-- The web app's tables, as Prisma's migration for schema.prisma creates them.

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('ENABLED', 'DISABLED');

-- CreateEnum
CREATE TYPE "RunState" AS ENUM ('QUEUED', 'RUNNING', 'OK', 'FAIL', 'TIMEOUT');

-- CreateTable
CREATE TABLE "Job" (
    "id" TEXT NOT NULL,
    "teamId" TEXT NOT NULL,
    "categoryId" TEXT,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "status" "JobStatus" NOT NULL DEFAULT 'ENABLED',
    "scheduleMode" TEXT NOT NULL DEFAULT 'preset',
    "schedulePreset" TEXT,
    "cronExpression" TEXT,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "startAt" TIMESTAMP(3),
    "endAt" TIMESTAMP(3),
    "allowedDays" JSONB,
    "allowedTimeStart" TEXT,
    "allowedTimeEnd" TEXT,
    "apiMethod" TEXT NOT NULL DEFAULT 'GET',
    "apiUrl" TEXT NOT NULL,
    "apiAuth" JSONB,
    "apiQueryParams" JSONB,
    "apiHeaders" JSONB,
    "apiBody" TEXT,
    "apiBodyType" TEXT NOT NULL DEFAULT 'json',
    "apiTimeout" INTEGER NOT NULL DEFAULT 30000,
    "apiFollowRedirects" BOOLEAN NOT NULL DEFAULT true,
    "apiSuccessCodes" JSONB,
    "apiFailureCodes" JSONB,
    "notificationTrigger" TEXT NOT NULL DEFAULT 'error',
    "notificationHttpCodes" JSONB,
    "notificationRecipients" JSONB,
    "notificationSubject" TEXT NOT NULL DEFAULT '{{job.name}} - {{run.state}}',
    "notificationTemplate" TEXT NOT NULL DEFAULT 'Job {{job.name}} finished with status {{run.state}}',
    "notificationIncludeLogs" BOOLEAN NOT NULL DEFAULT true,
    "notificationIncludeResponse" BOOLEAN NOT NULL DEFAULT false,
    "notificationMinInterval" INTEGER NOT NULL DEFAULT 15,
    "notificationMaxPerDay" INTEGER NOT NULL DEFAULT 10,
    "notificationDailySummary" BOOLEAN NOT NULL DEFAULT false,
    "concurrency" TEXT NOT NULL DEFAULT 'skip',
    "timeout" INTEGER NOT NULL DEFAULT 300000,
    "retries" INTEGER NOT NULL DEFAULT 3,
    "backoffType" TEXT NOT NULL DEFAULT 'exponential',
    "backoffDelay" INTEGER NOT NULL DEFAULT 1000,
    "jitter" BOOLEAN NOT NULL DEFAULT true,
    "runOnDeploy" BOOLEAN NOT NULL DEFAULT false,
    "failSafeThreshold" INTEGER NOT NULL DEFAULT 5,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "JobRun" (
    "id" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "state" "RunState" NOT NULL DEFAULT 'QUEUED',
    "startedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "exitCode" INTEGER,
    "log" TEXT,

    CONSTRAINT "JobRun_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Job_teamId_status_idx" ON "Job"("teamId", "status");

-- CreateIndex
CREATE INDEX "JobRun_jobId_state_idx" ON "JobRun"("jobId", "state");

-- AddForeignKey
ALTER TABLE "JobRun" ADD CONSTRAINT "JobRun_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
