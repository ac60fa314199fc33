// JSON merge patch.

/**
 * The target with a patch, RFC 7386. What the patch does not name stays the same object, so that
 * whoever draws it sees at once that nothing has changed.
 */
export function patched(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const whole = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete whole[key];
    else whole[key] = patched(whole[key], value);
  }
  return whole;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
