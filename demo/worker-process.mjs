import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The worker, started with nothing but environment variables. */
export class WorkerProcess {
  constructor(environment) {
    this.child = spawn('dotnet', ['run', '--no-build', '-c', 'Release', '--project', 'src/EasyCron.Worker'], {
      cwd: root, env: { ...process.env, ...environment, DOTNET_ENVIRONMENT: 'Production' }, stdio: ['ignore', 'inherit', 'inherit'], detached: true,
    });
    this.ended = once(this.child, 'exit').then(([code]) => code);
  }

  /** SIGTERM to the whole group: `dotnet run` is only the parent. */
  async stop() {
    if (this.child.exitCode === null) process.kill(-this.child.pid, 'SIGTERM');
    return this.ended;
  }
}
