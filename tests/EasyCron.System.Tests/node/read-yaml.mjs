// node read-yaml.mjs FILE: prints the documents of a YAML file as a JSON array. Strict: duplicate keys, tabs and unknown tags are errors.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const documents = parseAllDocuments(readFileSync(process.argv[2], 'utf8'), { strict: true, uniqueKeys: true });
const faults = documents.flatMap(document => [...document.errors, ...document.warnings]);
if (faults.length > 0) {
  console.error(faults.map(fault => fault.message).join('\n'));
  process.exit(1);
}
console.log(JSON.stringify(documents.map(document => document.toJS())));
