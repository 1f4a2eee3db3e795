import type { Reading } from '../from.ts';
import { placesIn } from './connection.ts';
import { at, itemsOf, parseTrees, type Tree, textOf } from './yaml-tree.ts';

/** Targets of a scrape config, or of a file of `file_sd_configs` (YAML or JSON). */
export async function read({ source, add, note }: Reading): Promise<void> {
  const text = await source.text();
  for (const tree of parseTrees(text, source.file)) {
    for (const group of itemsOf(tree)) targetsOf(group, null, 'auto');
    for (const job of itemsOf(at(tree, 'scrape_configs'))) {
      const name = textOf(at(job, 'job_name'));
      for (const group of itemsOf(at(job, 'static_configs')))
        targetsOf(group, name, textOf(at(job, 'scheme')) === 'https' ? 'tls' : 'auto');
      for (const list of itemsOf(at(job, 'file_sd_configs'))) {
        for (const file of itemsOf(at(list, 'files'))) {
          note(
            file.line,
            `targets stand in another file, ${JSON.stringify((textOf(file) ?? '').slice(0, 120))}: name it with --from prometheus:FILE`,
          );
        }
      }
    }
  }

  // A job that is called like an engine is that of its exporter: no word of it is taken for the engine.
  function targetsOf(group: Tree, job: string | null, tls: 'tls' | 'auto'): void {
    const name = job ?? textOf(at(group, 'labels', 'job'));
    for (const item of itemsOf(at(group, 'targets'))) {
      const target = textOf(item) ?? '';
      const { line, column } = item;
      const { places } = placesIn(target);
      for (const { host, port, scheme, tls: secured } of places) {
        add({ host, port, line, column, name, tls: secured ? 'tls' : 'auto', word: { text: scheme, by: 'scheme' } });
      }
      if (places.length > 0) continue;
      if (target.includes('@')) {
        note(line, 'a target that holds a login was left out');
        continue;
      }
      const [, host, port] = /^(\[[0-9a-f:.]+\]|[^:/\s]+)(?::(\d{1,5}))?$/i.exec(target) ?? [];
      if (host === undefined) note(line, 'a target without a host and a port was left out');
      else
        add({
          host,
          port: port === undefined ? (tls === 'tls' ? 443 : 80) : Number(port),
          line,
          column,
          name,
          tls,
        });
    }
  }
}
