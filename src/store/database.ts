import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { UserError } from '../domain/userError.ts';
import { runSchema, schema, schemaVersion } from './schema.ts';
import { explainOpenError, explainStoreFault, isBusy } from './storeFault.ts';

/**
 * How long a transaction waits for another process's. Ours last milliseconds: a wait for the disk, or a part of a plan.
 * Only to forget a large batch's replies takes seconds.
 */
const busyTimeoutMs = 10_000;
const busyPauseMs = 5;

export interface DatabaseOptions {
  durable: boolean;
  /** Told each time nothing can be written, because the disk is full or read-only. */
  onFault?: (error: UserError) => void;
}

/**
 * One connection to the store.
 *
 * `durable: true` waits for the disk at every commit (a reply that was paid for survives a power cut);
 * `false` survives a killed process only, which is enough for leases and rate windows.
 */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #file: string;
  readonly #onFault: (error: UserError) => void;

  constructor(file: string, { durable, onFault = () => undefined }: DatabaseOptions) {
    this.#file = file;
    this.#onFault = onFault;
    this.#connection = openFile(file);
    this.#connection.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
  }

  migrate(): void {
    this.transaction(() => {
      this.#connection.exec(schema);
      this.#connection.exec(runSchema);
      const found = this.get('select value from meta where key = ?', 'schema')?.['value'];
      if (found === undefined) {
        this.run('insert into meta values (?, ?)', 'schema', String(schemaVersion));
      } else if (found !== String(schemaVersion)) {
        throw new UserError(
          'store-version',
          `The store has format ${String(found)}; this version of AITA reads format ${schemaVersion}.`,
          'Use the version of AITA that made it, or move .aita/store.db away (stored replies are then bought again).',
        );
      }
    });
  }

  /** From now on this connection has the tables of runs for itself, empty and in memory; nobody else sees them. */
  keepRunsApart(): void {
    this.#connection.exec('pragma temp_store = memory');
    // SQLite finds a temporary table before one of the file with the same name.
    this.#connection.exec(
      runSchema
        .replaceAll('create table if not exists ', 'create temp table ')
        .replaceAll('index if not exists ', 'index temp.'),
    );
  }

  /** Runs `work` as one write transaction: all of it is kept, or nothing. Never nests. */
  transaction<T>(work: () => T): T {
    try {
      this.#connection.exec('begin immediate');
      const value = work();
      this.#connection.exec('commit');
      return value;
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('rollback');
      throw this.#explain(error);
    }
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Number of rows changed. */
  run(sql: string, ...values: Value[]): number {
    try {
      return Number(this.#statement(sql).run(...values).changes);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #explain(error: unknown): unknown {
    const explained = explainStoreFault(error, this.#file);
    if (explained !== error) this.#onFault(explained as UserError);
    return explained;
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function openFile(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const connection = new DatabaseSync(file, { timeout: busyTimeoutMs });
    useWriteAheadLog(connection);
    return connection;
  } catch (error) {
    throw explainOpenError(error, file);
  }
}

/** Of two processes that change a new file's mode at once SQLite refuses one without waiting. */
function useWriteAheadLog(connection: DatabaseSync): void {
  for (const deadline = Date.now() + busyTimeoutMs; ;) {
    try {
      connection.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyPauseMs);
    }
  }
}

export type Value = string | number | null;
export type Row = Record<string, Value>;
