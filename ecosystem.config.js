// PM2: scripts/publish && pm2 start ecosystem.config.js
// The worker is its own program, not a Node script, so it runs forked and without an interpreter; several run side by side as several apps.
module.exports = {
  apps: [
    {
      name: 'easycron-worker',
      script: './artifacts/publish/EasyCron.Worker',
      interpreter: 'none',
      exec_mode: 'fork',
      // Above SHUTDOWN_GRACE_SECONDS, or PM2 kills runs that were still to end.
      kill_timeout: 40000,
      // The settings are wrong: starting again changes nothing.
      stop_exit_codes: [78],
      exp_backoff_restart_delay: 200,
      env: { NODE_ENV: 'production' },
    },
  ],
};
