import { openStore, type Store } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of an S3 in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function s3Admin(url: string) {
  const store = openStore(url);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/**
 * What an audit must leave as it was, by the server's own word: the buckets, every object with its tag and when it was written,
 * uploads under way, and what each bucket says of rights. MinIO's counters of calls lag behind by ten seconds, and are left out.
 */
async function condition(store: Store): Promise<string> {
  const told: string[] = [];
  const buckets = [...(await store.send('GET', '/')).matchAll(/<Name>([^<]*)<\/Name><CreationDate>[^<]*/g)];
  for (const [whole, name = ''] of buckets) {
    const listing = await store.send('GET', `/${name}?list-type=2`);
    const objects = [...listing.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([one]) => one);
    told.push(whole, ...objects);
    for (const asked of ['policy', 'acl', 'uploads']) {
      const answer = await store.send('GET', `/${name}?${asked}`);
      // MinIO writes the actions of a policy in another order each time.
      const words = answer.replace(/<(?:RequestId|HostId)>[^<]*/g, '').match(/[\w:*./-]+/g) ?? [];
      told.push(words.sort().join(' '));
    }
  }
  return told.join('\n');
}
