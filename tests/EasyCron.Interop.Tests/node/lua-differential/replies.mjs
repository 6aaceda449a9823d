// Replies in a form that can be compared: job and scheduler hashes (field, value, ...) become sorted objects with parsed JSON.

export function normalizeReply(reply) {
  if (!Array.isArray(reply)) {
    return reply;
  }
  if (isHash(reply)) {
    const entries = [];
    for (let i = 0; i < reply.length; i += 2) {
      const isJson = reply[i] === 'opts' || reply[i] === 'parent';
      entries.push([reply[i], isJson ? parse(reply[i + 1]) : reply[i + 1]]);
    }
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return reply.map(normalizeReply);
}

/** Equal as JSON, the order of object members aside; and remaining times of a rate limit may differ by the time between the calls. */
export function sameReply(a, b) {
  const isRateLimit = Array.isArray(a) && Array.isArray(b) && a.length === 4 && a[0] === 0 && b[0] === 0;
  return stable(a) === stable(b) || (isRateLimit ? isAboutSame(a[2], b[2]) : isAboutSame(a, b));
}

function isAboutSame(a, b) {
  return typeof a === 'number' && typeof b === 'number' && Math.min(a, b) > 10000 && Math.abs(a - b) < 2000;
}

function stable(value) {
  return JSON.stringify(value, (_, item) =>
    item && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

function isHash(reply) {
  if (reply.length < 2 || reply.length % 2 || reply.some((item) => typeof item !== 'string')) {
    return false;
  }
  const fields = reply.filter((_, i) => i % 2 === 0);
  return fields.includes('timestamp') || fields.includes('ic') || fields.includes('ats') || fields.includes('stc');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
