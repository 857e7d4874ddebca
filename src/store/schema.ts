/** Tables of `<data>/.aita/store.db`. Times are milliseconds since 1970 (with fractions where a rate is kept). */
export const schemaVersion = 2;

export const schema = `
create table if not exists meta (key text primary key, value text not null) without rowid;

create table if not exists journal (
  seq integer primary key autoincrement,
  at real not null,
  kind text not null,
  assignment text not null,
  pipeline text not null,
  step text not null,
  item text not null,
  run text not null,
  endpoint text not null,
  model text not null,
  hash text not null,
  input_tokens integer,
  cached_tokens integer,
  output_tokens integer,
  cost_usd real,
  reserved_usd real,
  started_at real,
  reason text
);
create index if not exists journal_run_item on journal (run, item);
create index if not exists journal_assignment on journal (assignment, kind);
create index if not exists journal_assignment_seq on journal (assignment);
create index if not exists journal_bought on journal (hash, run) where kind in ('used', 'unusable');

create table if not exists budgets (assignment text primary key, usd real not null, at real not null) without rowid;
create table if not exists spent (
  assignment text primary key, upto integer not null, usd real not null, unpriced integer not null
) without rowid;

create table if not exists leases (
  hash text primary key,
  provider text not null,
  pid integer not null,
  process_started text not null,
  host text not null,
  expires_at real not null,
  taken_at real not null,
  reserved_usd real,
  call text not null
) without rowid;
create index if not exists leases_provider on leases (provider);

create table if not exists starts (provider text not null, at real not null, refused integer not null default 0);
create index if not exists starts_provider_at on starts (provider, at);

create table if not exists token_limits (provider text primary key, per_minute real not null) without rowid;
create table if not exists token_starts (
  provider text not null, at real not null, hash text not null, tokens real not null,
  primary key (provider, at, hash)
) without rowid;

create table if not exists providers (
  provider text primary key,
  max_workers integer,
  is_auto integer not null default 0,
  rate_limit real,
  learned text,
  held_at real not null default 0,
  held_until real not null default 0,
  held_reason text,
  failures integer not null default 0,
  down_since real,
  last_success_at real
) without rowid;

create table if not exists written_files (path text primary key, digest text not null) without rowid;
create table if not exists files_to_write (path text primary key, digest text not null) without rowid;

create table if not exists page_facts (key text primary key, body text not null) without rowid;

create table if not exists live_workers (
  id text primary key,
  pid integer not null,
  process_started text not null,
  host text not null,
  provider text not null,
  endpoint text not null,
  apart_for text,
  since real not null,
  seen_at real not null
) without rowid;
`;

/** What runs keep for each other. A run that keeps nothing has these tables for itself, in memory. */
export const runSchema = `
create table if not exists replies (
  hash text primary key,
  stored_at real not null,
  body text not null,
  checksum text not null
) without rowid;

create table if not exists replies_set_aside (hash text not null, noticed_at real not null, body text, checksum text);

create table if not exists released_steps (step text primary key, at real not null) without rowid;

create table if not exists gates (run text primary key, state text not null, reason text, at real not null) without rowid;

create table if not exists plans (digest text primary key, body text not null, made_at real not null) without rowid;
create table if not exists plan_items (
  digest text not null, position integer not null, name text not null, part_of text not null, item text not null,
  primary key (digest, position)
) without rowid;
create unique index if not exists plan_items_name on plan_items (digest, name);
create index if not exists plan_items_part on plan_items (digest, part_of, position);

create table if not exists texts (digest text primary key, body text not null) without rowid;

create table if not exists runs (job text not null, run text primary key, plan text not null, at real not null) without rowid;

create table if not exists outcomes (
  job text not null,
  item text not null,
  run text not null,
  status text not null,
  ref text,
  reason text,
  reused integer not null,
  at real not null,
  primary key (job, item)
) without rowid;
create index if not exists outcomes_run on outcomes (run, status);
create index if not exists outcomes_run_at on outcomes (run, at);

create table if not exists unreadable (
  job text not null, item text not null, reason text not null, primary key (job, item)
) without rowid;
`;
