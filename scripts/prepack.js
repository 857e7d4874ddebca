// Before `npm pack`, which would pack what an older source was compiled to, or nothing. It installs nothing by itself.
import { isBuilt } from './isBuilt.js';
import { root } from './setup.js';

if (!isBuilt(root)) {
  process.stderr.write('dist is not there or older than src. Type: npm run build, then npm pack again.\n');
  process.exitCode = 2;
}
