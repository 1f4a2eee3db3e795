import { posix } from 'node:path';
import type { Breach, SourceFile } from './tree.ts';

/** The anchor that a heading gets on the usual forges. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[`*]/g, '')
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

/** Links of a Markdown page that lead to other files or headings of the project. */
export function linksOf({ text }: SourceFile): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '`x`');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '').filter((to) => !/^[a-z]+:/.test(to));
}

/** Links that lead nowhere. `paths`: every file of the project. */
export function linkBreaches(pages: readonly SourceFile[], paths: readonly string[]): Breach[] {
  const files = new Set(paths);
  const folders = new Set(paths.map((path) => posix.dirname(path)));
  const texts = new Map(pages.map(({ path, text }) => [path, text]));
  return pages.flatMap((one) =>
    linksOf(one).flatMap((link) => {
      const [target = '', anchor] = link.split('#');
      const to =
        target === '' ? one.path : posix.normalize(posix.join(posix.dirname(one.path), target)).replace(/\/$/, '');
      if (!files.has(to) && !folders.has(to)) return [{ path: one.path, what: `${link} leads nowhere` }];
      if (anchor === undefined) return [];
      const headings = [...(texts.get(to) ?? '').matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));
      return headings.includes(anchor) ? [] : [{ path: one.path, what: `${link}: ${to} has no such heading` }];
    }),
  );
}

/** Pages of docs/ that code, rules or comments name, and that do not exist. */
export function namedPageBreaches(sources: readonly SourceFile[], paths: readonly string[]): Breach[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bdocs\/[\w/-]+\.md\b/g)]
      .map((match) => match[0])
      .filter((named) => !paths.includes(named))
      .map((named) => ({ path, what: `names ${named}, which does not exist` })),
  );
}
