import { join } from 'node:path';
import type { Incident } from '../seeds/incident.ts';
import { type Audited, audit } from './audit.ts';
import { clusterOf } from './incident.ts';
import { freePort } from './ports.ts';
import { makeSecondDatabase } from './second-database.ts';
import { answer } from './stand-in/answer.ts';
import type { Cluster } from './stand-in/cluster.ts';
import type { Answer, Request } from './stand-in/message.ts';
import { serve } from './stand-in/server.ts';
import { type Day, differences, type Places } from './verdict.ts';

export interface Told {
  readonly day: Day;
  readonly audited: Audited;
  /** What the audit said otherwise than it had to. */
  readonly differences: readonly string[];
}

export interface Replay {
  /** How the stand-in answers; tests put a wrong answer here. */
  readonly answer?: (cluster: Cluster, request: Request) => Answer;
  /** Folder for the JSON reports. */
  readonly folder: string;
  readonly before: (day: Day, places: Places) => void;
  readonly after: (told: Told) => void;
}

/** The incident: protected, opened by mistake while a second database appears, and closed again. */
export async function replay(incident: Incident, { folder, before, after, ...told }: Replay): Promise<readonly Told[]> {
  const says = told.answer ?? answer;
  const places: Places = { search: await freePort(9200), second: await freePort(5432) };
  // Made before the first audit, although it listens on day two only: making it keeps this process, and so the stand-in, busy.
  const second = await makeSecondDatabase(places.second);
  const days: Told[] = [];
  let cluster = clusterOf(incident, true, places.search);
  const search = await serve((request) => says(cluster, request), places.search);
  const goThrough = async (day: Day) => {
    before(day, places);
    const audited = await audit([places.search, places.second], join(folder, FILES[day]));
    const said = { day, audited, differences: differences(day, audited, incident, places) };
    days.push(said);
    after(said);
  };
  try {
    await goThrough('protected');
    cluster = clusterOf(incident, false, places.search);
    await second.open();
    await goThrough('open');
    cluster = clusterOf(incident, true, places.search);
    await second.close();
    await goThrough('closed');
  } finally {
    await search.close();
    await second.close();
    await second.discard();
  }
  return days;
}

const FILES: Readonly<Record<Day, string>> = {
  protected: 'demo-day-one.json',
  open: 'demo-day-two.json',
  closed: 'demo-day-three.json',
};
