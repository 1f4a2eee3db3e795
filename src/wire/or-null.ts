/**
 * What is read; null where a reader came to the end of its bytes or found what cannot be, for which all of them throw a RangeError.
 * Any other error is a defect, and goes on.
 */
export function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
