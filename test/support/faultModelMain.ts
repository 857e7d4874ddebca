import { startFaultModel, type FaultModelOptions } from './faultModel.ts';
import { faultNames } from './faultModel/faultNames.ts';
import { readArguments } from './faultModel/readArguments.ts';

const usage = `Starts the fault model, an OpenAI-compatible server that fails as told.

node test/support/faultModelMain.ts [options]
  --port N            0 or absent: any free one
  --latency-ms N      from a call's arrival to the end of its reply
  --jitter P          latency varies by this share, e.g. 0.2
  --rps N --rpm N --tpm N --in-flight N     limits; above them 429
  --retry-after FORM  seconds, date, milliseconds or none
  --fault F           NAME, NAME:PROBABILITY or a rule as JSON; may be repeated
  --price-in N --price-out N                US dollars per million tokens
  --seed N
  --options JSON      anything else of the configuration (faultModel/faultConfig.ts)
  --until-stdin-ends  ends when its standard input does

Faults: ${faultNames.join(', ')}

While it runs: GET /_stats?windowMs=1000, GET /_calls?after=0, POST /_config, /_reset, /_down {"forMs"}, /_up.
The control URL that is printed answers them even while the model refuses connections.
`;

const { options, wantsHelp, untilStdinEnds } = readArguments(process.argv.slice(2));
if (wantsHelp) process.stdout.write(usage);
else await run(options);

async function run(options: FaultModelOptions): Promise<void> {
  const model = await startFaultModel(options);
  const { url, baseUrl, controlUrl } = model;
  process.stdout.write(`${JSON.stringify({ url, baseUrl, controlUrl })}\n`);
  if (untilStdinEnds) process.stdin.resume().once('end', () => void model.close());
}
