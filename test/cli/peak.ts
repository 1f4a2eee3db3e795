import { writeFileSync } from 'node:fs';

/** Told to node with --import: leaves the peak resident set, in kilobytes, in the file that PEAK_FILE names. */
process.on('exit', () => {
  writeFileSync(process.env['PEAK_FILE'] ?? '', String(process.resourceUsage().maxRSS));
});
