// Bundles the page into one script and one style: `node tools/build.js [FOLDER]`, into `built` by
// itself.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRIES = ['page.ts', 'page.css'];
const LONGEST_LINE = 120;
/** esbuild breaks a line at the next place after its limit: the first one that does is taken. */
const LINE_LIMITS = [80, 70, 60, 55, 50, 45, 40, 35, 30];

const page = dirname(dirname(fileURLToPath(import.meta.url)));
const into = resolve(process.argv[2] ?? join(page, 'built'));

async function bundled(entry, lineLimit) {
  const { outputFiles } = await build({
    absWorkingDir: page,
    entryPoints: [`src/${entry}`],
    outdir: into,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    lineLimit,
    target: ['chrome125', 'firefox126', 'safari17.5'],
    logLevel: 'warning',
  });
  return outputFiles[0];
}

const isNarrow = ({ text }) => text.split('\n').every(line => line.length <= LONGEST_LINE);

await mkdir(into, { recursive: true });
for (const entry of ENTRIES) {
  let file;
  for (const limit of LINE_LIMITS) {
    file = await bundled(entry, limit);
    if (isNarrow(file)) break;
  }
  if (!isNarrow(file)) throw new Error(`${entry}: a line has more than ${LONGEST_LINE} columns`);
  await writeFile(file.path, file.text);
}
