/**
 * Remembers what `make` made of short texts: the words of servers repeat, within an answer and from one server to the next.
 * Bounded: of `most` texts the ones not asked for since the last change of the guard are forgotten, and texts longer than
 * `longest` are made anew each time, so that a stranger's words cannot fill the memory.
 */
export function memoised(
  make: (text: string) => string,
  { most = 4_096, longest = 64 }: { readonly most?: number; readonly longest?: number } = {},
): (text: string) => string {
  let recent = new Map<string, string>();
  let before = new Map<string, string>();
  return (text) => {
    if (text.length > longest) return make(text);
    const known = recent.get(text);
    if (known !== undefined) return known;
    const made = before.get(text) ?? make(text);
    if (recent.size >= most / 2) {
      before = recent;
      recent = new Map();
    }
    recent.set(text, made);
    return made;
  };
}
