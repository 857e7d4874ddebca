import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { batchHundredThousand, batchOverhead, batchThroughput } from './batch.ts';
import { auto } from './auto.ts';
import { batchControl } from './batchControl.ts';
import { eta } from './eta.ts';
import { firstCall } from './firstCall.ts';
import { rateLimits } from './limits.ts';
import { restart } from './restart.ts';
import { resultsOf } from './results.ts';
import { rubricSpan } from './rubricSpan.ts';
import { table, type Row } from './row.ts';
import { throughput } from './throughput.ts';
import { spanAtFive, spanAtTen } from './transcribeSpan.ts';

// npm run bench [-- NAME …] [--quick] [--json FILE]: names as below; without one all but batch-100k.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const benches: Record<string, () => Promise<Row[]>> = {
  'span-10': spanAtTen,
  'span-5': spanAtFive,
  rubric: rubricSpan,
  eta,
  throughput,
  limits: () => rateLimits({ isQuick: values.quick }),
  'first-call': firstCall,
  restart,
  batch: () => batchThroughput({ isQuick: values.quick }),
  'batch-overhead': () => batchOverhead({ isQuick: values.quick }),
  'batch-control': async () => [await batchControl(values.quick ? 2000 : 10_000)],
  auto,
  'batch-100k': batchHundredThousand,
};
const onlyWhenNamed = ['batch-100k'];
const usual = Object.keys(benches).filter((name) => !onlyWhenNamed.includes(name));
const names = positionals.length > 0 ? positionals : usual;
const rows: Row[] = [];
for (const name of names) {
  const bench = benches[name];
  if (!bench) throw new Error(`There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}.`);
  process.stderr.write(`${name} …\n`);
  const measured = await bench();
  process.stderr.write(`${table(measured)}\n`);
  rows.push(...measured);
  // After each, so that a later one that breaks takes nothing away.
  if (values.json) writeFileSync(values.json, `${JSON.stringify(resultsOf(rows), null, 2)}\n`);
}
console.log(table(rows));
