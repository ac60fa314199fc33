// Checks that no line is too long, the texts that prettier leaves alone too. `node tools/lines.js`

import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LONGEST_LINE = 120;
const FOLDERS = ['built', 'src', 'tools'];
const IS_TEXT = /\.(css|html|js|svg|ts)$/;

const page = dirname(dirname(fileURLToPath(import.meta.url)));
const inFolders = FOLDERS.map(async folder => {
  const paths = await readdir(join(page, folder), { recursive: true });
  return paths.map(path => join(folder, path));
});
const paths = [...(await readdir(page)), ...(await Promise.all(inFolders)).flat()];
for (const path of paths.filter(path => IS_TEXT.test(path))) {
  const lines = (await readFile(join(page, path), 'utf8')).split('\n');
  lines.forEach((line, at) => {
    if (line.length <= LONGEST_LINE) return;
    console.error(`${path}:${at + 1}: ${line.length} columns, at most ${LONGEST_LINE}`);
    process.exitCode = 1;
  });
}
