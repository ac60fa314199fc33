// Variables as a list.

import type { Variables } from '../../../told/debugging.ts';

export type Scope = 'local' | 'shared';
/** What is inside a map has a name with dots. */
export type Variable = readonly [scope: Scope, path: string, value: unknown];

export function listVariables(variables: Variables): readonly Variable[] {
  const list: Variable[] = [];
  const add = (scope: Scope, path: string, value: unknown, depth: number): void => {
    const isMap =
      value !== null &&
      typeof value === 'object' &&
      !Array.isArray(value) &&
      Object.keys(value).length > 0;
    if (!isMap || depth > 2 || list.length > 500) list.push([scope, path, value]);
    else
      for (const [key, inner] of Object.entries(value))
        add(scope, `${path}.${key}`, inner, depth + 1);
  };
  for (const scope of ['local', 'shared'] as const)
    for (const [name, value] of Object.entries(variables[scope])) add(scope, name, value, 1);
  return list;
}

export const flatVariables = (variables: Variables): ReadonlyMap<string, string> =>
  new Map(
    listVariables(variables).map(([scope, path, value]) => [
      `${scope} ${path}`,
      JSON.stringify(value),
    ]),
  );
