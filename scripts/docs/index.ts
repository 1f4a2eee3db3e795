import { loadClasses } from '../../src/classify/index.ts';
import { registry } from '../../src/engines/registry.gen.ts';
import { classesPage } from './classes.ts';
import { cliPage } from './cli.ts';
import { enginePages } from './engines.ts';
import { exitCodesPage } from './exit-codes.ts';
import { lintPage } from './lint.ts';
import type { Page } from './page.ts';
import { readmePage } from './readme.ts';
import { reportPage } from './report.ts';
import { rulesPage } from './rules.ts';

/** Every page of docs/ that is made from the program, as it would be written now. */
export async function allPages(): Promise<Page[]> {
  const [{ classes }, engines, rules, lint] = await Promise.all([
    loadClasses(),
    Promise.all(registry.map((entry) => entry.load())),
    rulesPage(),
    lintPage(),
  ]);
  return [
    cliPage(),
    exitCodesPage(),
    reportPage(),
    classesPage(classes),
    rules,
    lint,
    readmePage(engines),
    ...enginePages(engines),
  ];
}

/** Pages whose file is missing or holds something else. `read` throws where there is no file. */
export function stalePages(pages: readonly Page[], read: (path: string) => string): Page[] {
  return pages.filter(({ path, text }) => {
    try {
      return read(path) !== text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
      throw error;
    }
  });
}
