// The sample rows of "Job"; columns that are left out keep the schema's defaults.
export function jobs(target) {
  return [
    {
      id: 'demo_every_3s', name: 'ping, every 3 seconds', scheduleMode: 'cron', cronExpression: '*/3 * * * * *',
      apiUrl: `${target}/ok`,
    },
    {
      id: 'demo_post', name: 'post JSON, every 5 seconds', scheduleMode: 'cron', cronExpression: '*/5 * * * * *', timezone: 'Europe/Berlin',
      apiMethod: 'POST', apiUrl: `${target}/ok`, apiBody: '{"hello":"world"}',
      apiAuth: { type: 'bearer', token: 'demo-token' }, apiQueryParams: [{ key: 'from', value: 'easycron' }],
    },
    {
      id: 'demo_flaky', name: 'fails twice, then works', scheduleMode: 'cron', cronExpression: '*/10 * * * * *',
      apiUrl: `${target}/flaky`, retries: 3, backoffType: 'linear', backoffDelay: 700,
    },
    {
      id: 'demo_broken', name: 'fails, whatever one does', scheduleMode: 'cron', cronExpression: '*/15 * * * * *',
      apiUrl: `${target}/broken`, retries: 2, backoffType: 'linear', backoffDelay: 500, failSafeThreshold: 0,
    },
    {
      id: 'demo_manual', name: 'only when asked', scheduleMode: 'preset', schedulePreset: null,
      apiUrl: `${target}/ok`,
    },
  ];
}
