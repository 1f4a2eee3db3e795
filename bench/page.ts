/** Puts generated text between `<!-- NAME:begin -->` and `<!-- NAME:end -->` of a page; what stands around it is kept. */
export function insertBetween(page: string, name: string, text: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n${text.trimEnd()}\n${page.slice(to)}`;
}
