// Checks what imports what, types too: no circles, and only downwards. `node tools/imports.js`

import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders of `src`, from below; a file of one imports from those before it and its own. */
const LAYERS = ['told', 'core', 'live', 'parts', 'frame', 'views'];
const IMPORTED = /\bfrom '(\.[^']+)'/g;

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');
const files = (await readdir(source, { recursive: true })).filter(path => path.endsWith('.ts'));
const imports = new Map();
for (const path of files.sort()) {
  const text = await readFile(join(source, path), 'utf8');
  const others = [...text.matchAll(IMPORTED)].map(([, other]) => join(dirname(path), other));
  imports.set(path, others);
}
const faults = [];

/** Files outside the layers are above all of them. */
function layerOf(path) {
  const [folder] = relative('.', path).split('/');
  return LAYERS.includes(folder) ? LAYERS.indexOf(folder) : LAYERS.length;
}

for (const [path, others] of imports)
  for (const other of others)
    if (layerOf(other) > layerOf(path)) faults.push(`${path} imports ${other}, which is above it`);

const state = new Map();
function visit(path, way) {
  if (state.get(path) === 'open')
    faults.push(`a circle: ${[...way.slice(way.indexOf(path)), path].join(' → ')}`);
  if (state.has(path)) return;
  state.set(path, 'open');
  for (const other of imports.get(path) ?? []) visit(other, [...way, path]);
  state.set(path, 'done');
}
for (const path of imports.keys()) visit(path, []);

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${imports.size} files import only downwards`);
