/** A page of docs/ that is made from the program. `path` is relative to the project's root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Says at the top of each generated page where to change it. */
export function generatedFrom(sources: string): string {
  return `<!-- Made by \`npm run docs\` from ${sources}. Change it there. -->`;
}

/** A Markdown table. Bars and line ends in cells are escaped; a row shorter than the head is filled. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${head.map((_, at) => cell(cells[at] ?? '')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map((row) => line(row))].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** Inline code, whatever it holds. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A page from its parts, one empty line between them. */
export function page(path: string, ...parts: readonly string[]): Page {
  return { path, text: `${parts.filter((part) => part !== '').join('\n\n')}\n` };
}
