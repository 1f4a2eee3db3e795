import type { AccessLevel, Capability, Level, Protection } from './access.ts';

/** Which server it is. `identity` holds what makes two endpoints the same store: cluster uuid, run id, replica set. */
export interface Service {
  readonly engine: string;
  readonly version: string | null;
  readonly identity: Readonly<Record<string, string>>;
  /** Names the server gives itself or its node, not secret and not personal. */
  readonly name: string | null;
}

/** What the access questions showed. Judgements beyond the level belong to rules. */
export interface AccessFacts {
  readonly service: Service;
  readonly access: {
    /** The highest that an exchange showed. */
    readonly proved: AccessLevel;
    /** What follows from privilege answers or from a security layer proved absent. Never lower than proved. */
    readonly inferred: AccessLevel;
    readonly capabilities: readonly Capability[];
    /** Set where a refusal was seen. */
    readonly protection: Protection | null;
    readonly securityLayer: 'absent' | 'present' | 'unknown';
    /** Who the server says that we are, where it says so. */
    readonly anonymous: { readonly user: string; readonly roles: readonly string[] } | null;
    /** True where what is seen is filtered: some indices, fields or documents only. */
    readonly filtered: boolean;
    /** Whether the random name was told apart from the real one. `failed`: the endpoint says yes to everything. */
    readonly control: 'passed' | 'failed' | 'not-asked';
    /** Why the level is `unknown`, or why a success is not believed. */
    readonly reason: string | null;
  };
  /** The engine's own named facts, for its rules; each is described in the engine's header. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** What was shown, by which exchanges: the evidence of a rule is looked up here by name. */
  readonly proofs: Readonly<Record<string, readonly number[]>>;
  /** Side remarks for people: escaped text. */
  readonly notes: readonly string[];
}

export type Setting = string | number | boolean | null | readonly string[];

/** What lies in the store. Asked once per store identity, whichever of its nodes are listed. */
export interface InventoryFacts {
  readonly collections: readonly Collection[];
  /** Collections that exist beyond those listed, and why they are not. */
  readonly omitted: { readonly collections: number; readonly reason: string } | null;
  readonly egress: readonly Egress[];
  readonly signs: readonly Sign[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly string[];
}

export interface Collection {
  /** With its database or schema where the engine has one: `shop.users`. */
  readonly name: string;
  readonly kind: string;
  /** Documents, rows, keys or messages, by the server's own statistics; null where it does not tell. */
  readonly records: number | null;
  readonly bytes: number | null;
  /** When it was made, ISO 8601 UTC, where the server tells. */
  readonly created: string | null;
  /** True for the server's own collections, which are not counted as data. */
  readonly system: boolean;
  /** Such as `hidden`, `closed`, `frozen`. */
  readonly state: readonly string[];
  /** Names that lead to it: aliases. */
  readonly aliases: readonly string[];
  readonly fields: readonly Field[];
  /** Fields beyond those listed. */
  readonly fieldsOmitted: number;
}

export interface Field {
  /** Dotted path. */
  readonly name: string;
  readonly type: string;
  /** Whether the server can count distinct values of it cheaply (doc values, an index), and by which name it is asked. */
  readonly countAs: string | null;
}

/** A way by which data can have left, or somebody outside can be reading. */
export interface Egress {
  readonly kind: 'remote-cluster' | 'snapshot-repository' | 'follower' | 'replica' | 'client' | 'member';
  readonly name: string;
  /** Where it leads, without userinfo: URL, host:port, bucket; a client's address is masked to its network. */
  readonly location: string | null;
  /** Host to compare with the scope, or null where there is none to compare. Of a client it is kept no longer than that. */
  readonly host: string | null;
}

/** A sign that somebody else has been there. */
export interface Sign {
  readonly kind: 'ransom-note' | 'miner' | 'wiper';
  readonly certainty: 'suspicious' | 'confirmed';
  readonly collection: string;
  /** What speaks for it, each one word or short phrase: `name`, `few-documents`, `payment-address`. */
  readonly because: readonly string[];
}

/** The one distinct count of a store at depth `impact`. */
export interface Measurement {
  readonly collection: string;
  readonly field: string;
  readonly distinct: number | null;
  readonly approximate: boolean;
  /** Why it was not counted, where it was not. */
  readonly skipped: string | null;
  readonly exchange: number | null;
}

export function provedLevel(...shown: readonly (readonly [Level, boolean])[]): Level {
  return shown.reduce<Level>((top, [level, seen]) => (seen ? level : top), 'none');
}
