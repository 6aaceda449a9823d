// node read-promql.mjs EXPRESSION...: parses PromQL with Prometheus' own grammar and prints, for each expression, the metrics it names.
import { parser } from '@prometheus-io/lezer-promql';

// Grafana puts a duration in place of its variables before Prometheus sees the expression.
const answers = process.argv.slice(2).map(expression => {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const metrics = [];
  let fault = null;
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) {
        fault ??= `error at ${node.from}: ${text}`;
      } else if (node.name === 'VectorSelector') {
        metrics.push(text.slice(node.from, node.to).replace(/[{[].*$/s, '').trim());
      }
    },
  });
  return { expression, fault, metrics };
});
console.log(JSON.stringify(answers));
