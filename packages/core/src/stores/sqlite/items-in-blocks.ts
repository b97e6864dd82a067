/**
 * The second step of the schema. The first had a row for each item; now there are blocks of up to 500 of them, and segments of
 * those that follow each other and have an outcome. They are numbered in the order in which they were done: that is the order in
 * which they are taken back.
 */
export const itemsInBlocks = `
  CREATE TABLE blocks (
    number INTEGER PRIMARY KEY,
    job INTEGER NOT NULL,
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    items TEXT NOT NULL,
    receipts TEXT
  );
  CREATE UNIQUE INDEX blocks_by_place ON blocks (job, first, count);
  CREATE TABLE segments (
    number INTEGER PRIMARY KEY,
    job INTEGER NOT NULL,
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    done INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    outcomes TEXT NOT NULL
  );
  CREATE UNIQUE INDEX segments_by_place ON segments (job, first, count, done, skipped, failed);
  CREATE INDEX segments_by_age ON segments (job);
  CREATE INDEX segments_with_skipped ON segments (job, first) WHERE skipped > 0;
  CREATE INDEX segments_with_failed ON segments (job, first) WHERE failed > 0;

  INSERT INTO blocks (job, first, count, items, receipts)
    SELECT job, min(position), count(*), '[' || group_concat(item, ',' || char(10) ORDER BY position) || ']',
      CASE WHEN count(given) > 0 THEN
        '{' || group_concat('"' || (position % 500) || '":' || given, ',' ORDER BY position) FILTER (WHERE given IS NOT NULL) || '}'
      END
    FROM items GROUP BY job, position / 500 ORDER BY job, position / 500;
  INSERT INTO segments (job, first, count, done, skipped, failed, outcomes)
    SELECT job, min(position), count(*), sum(state = 'done'), sum(state = 'skipped'), sum(state = 'failed'),
      '{"states":"' || group_concat(substr(state, 1, 1), '' ORDER BY position)
      || '","at":' || min(at)
      || ',"ends":[' || group_concat(at - base, ',' ORDER BY position)
      || '],"ms":[' || group_concat(ms, ',' ORDER BY position)
      || '],"receipts":{'
      || coalesce(group_concat('"' || place || '":' || receipt, ',' ORDER BY position) FILTER (WHERE receipt IS NOT NULL), '')
      || '},"errors":{'
      || coalesce(group_concat('"' || place || '":' || error, ',' ORDER BY position) FILTER (WHERE error IS NOT NULL), '')
      || '}}'
    FROM (
      SELECT *, min(at) OVER part AS base, position - min(position) OVER part AS place FROM (
        SELECT *, position - row_number() OVER (PARTITION BY job, position / 500 ORDER BY position) AS island
        FROM items WHERE state <> 'waiting'
      ) WINDOW part AS (PARTITION BY job, position / 500, island)
    )
    GROUP BY job, position / 500, island ORDER BY max(at), job, min(position);
  DROP TABLE items;
`;
