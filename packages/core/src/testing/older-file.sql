-- A file that Milepost wrote at schema 1: a batch, its undo, and a batch that was broken off. Made by .dump of sqlite3.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('epoch','rsxurs94');
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    search TEXT NOT NULL,
    idempotency_key TEXT UNIQUE,
    finished_at INTEGER,
    fixed TEXT NOT NULL,
    changing TEXT NOT NULL
  );
INSERT INTO jobs VALUES(1,'4yvqptbb6u7t','test.items','partial','4yvqptbb6u7t items test.items {"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planfails":false,"lock":"x"}',NULL,1795613012327,'{"id":"4yvqptbb6u7t","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"createdAt":1795613011868,"retryOf":null,"undoOf":null,"only":null,"except":null,"priority":0,"idempotencyKey":null,"exclusive":"x","reversible":true}','{"seq":4,"planned":true,"checkpoint":null,"cancelling":false,"job":{"state":"partial","progress":{"done":3,"skipped":2,"failed":1,"total":6,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"startedAt":1795613011878,"finishedAt":1795613012327,"result":{"done":3,"skipped":2,"failed":1},"error":{"code":"ITEMS_FAILED","message":"1 of 6 failed."},"worker":"desk:4400","undoable":true}}');
INSERT INTO jobs VALUES(2,'2eytshr6wtxc','test.items','partial','2eytshr6wtxc items test.items {"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planfails":false,"lock":"x"}',NULL,1795613012391,'{"id":"2eytshr6wtxc","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"createdAt":1795613012335,"retryOf":null,"undoOf":"4yvqptbb6u7t","only":null,"except":null,"priority":0,"idempotencyKey":null,"exclusive":"x","reversible":true}','{"seq":6,"planned":true,"checkpoint":null,"cancelling":false,"job":{"state":"partial","progress":{"done":2,"skipped":0,"failed":1,"total":3,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"startedAt":1795613012338,"finishedAt":1795613012391,"result":{"done":2,"skipped":0,"failed":1},"error":{"code":"ITEMS_FAILED","message":"1 of 3 failed."},"worker":"desk:4400","undoable":false}}');
INSERT INTO jobs VALUES(3,'tfn2cgvadawb','test.items','running','tfn2cgvadawb items test.items {"keys":["ok-0","ok-1","ok-2","ok-3","ok-4","ok-5","ok-6","ok-7","ok-8","ok-9","ok-10","ok-11","fail-0","fail-1","slow-0","slow-1","slow-2","slow-3","later-0","later-1","later-2"],"ms":0,"planfails":false,"lock":"y"}',NULL,NULL,'{"id":"tfn2cgvadawb","task":"test.items","title":"Items","input":{"keys":["ok-0","ok-1","ok-2","ok-3","ok-4","ok-5","ok-6","ok-7","ok-8","ok-9","ok-10","ok-11","fail-0","fail-1","slow-0","slow-1","slow-2","slow-3","later-0","later-1","later-2"],"ms":0,"planFails":false,"lock":"y"},"createdAt":1795613012397,"retryOf":null,"undoOf":null,"only":null,"except":null,"priority":0,"idempotencyKey":null,"exclusive":"y","reversible":true}','{"seq":4,"planned":true,"checkpoint":null,"cancelling":false,"job":{"state":"running","progress":{"done":12,"skipped":0,"failed":2,"total":21,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"startedAt":1795613012402,"finishedAt":null,"result":null,"error":null,"worker":"desk:4400","undoable":false}}');
CREATE TABLE events (
    job INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (job, seq)
  ) WITHOUT ROWID;
INSERT INTO events VALUES(1,1,'state','{"seq":1,"at":1795613011869,"job":{"id":"4yvqptbb6u7t","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"state":"queued","progress":{"done":0,"skipped":0,"failed":0,"total":null,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":0,"createdAt":1795613011868,"startedAt":null,"finishedAt":null,"result":null,"error":null,"worker":null,"retryOf":null,"undoOf":null,"undoable":false}}');
INSERT INTO events VALUES(1,2,'state','{"seq":2,"at":1795613011879,"job":{"id":"4yvqptbb6u7t","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"state":"running","progress":{"done":0,"skipped":0,"failed":0,"total":null,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"createdAt":1795613011868,"startedAt":1795613011878,"finishedAt":null,"result":null,"error":null,"worker":"desk:4400","retryOf":null,"undoOf":null,"undoable":false}}');
INSERT INTO events VALUES(1,3,'log','{"seq":3,"at":1795613012150,"level":"error","message":"the fail-2 failed","item":"fail-2"}');
INSERT INTO events VALUES(1,4,'state','{"seq":4,"at":1795613012327,"job":{"id":"4yvqptbb6u7t","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"state":"partial","progress":{"done":3,"skipped":2,"failed":1,"total":6,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"createdAt":1795613011868,"startedAt":1795613011878,"finishedAt":1795613012327,"result":{"done":3,"skipped":2,"failed":1},"error":{"code":"ITEMS_FAILED","message":"1 of 6 failed."},"worker":"desk:4400","retryOf":null,"undoOf":null,"undoable":true}}');
INSERT INTO events VALUES(2,1,'state','{"seq":1,"at":1795613012335,"job":{"id":"2eytshr6wtxc","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"state":"queued","progress":{"done":0,"skipped":0,"failed":0,"total":null,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":0,"createdAt":1795613012335,"startedAt":null,"finishedAt":null,"result":null,"error":null,"worker":null,"retryOf":null,"undoOf":"4yvqptbb6u7t","undoable":false}}');
INSERT INTO events VALUES(2,2,'state','{"seq":2,"at":1795613012338,"job":{"id":"2eytshr6wtxc","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"state":"running","progress":{"done":0,"skipped":0,"failed":0,"total":null,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"createdAt":1795613012335,"startedAt":1795613012338,"finishedAt":null,"result":null,"error":null,"worker":"desk:4400","retryOf":null,"undoOf":"4yvqptbb6u7t","undoable":false}}');
INSERT INTO events VALUES(2,3,'log','{"seq":3,"at":1795613012339,"level":"error","message":"the stuck-é 💡 cannot be taken back","item":"stuck-é 💡"}');
INSERT INTO events VALUES(2,4,'log','{"seq":4,"at":1795613012339,"level":"info","message":"took back ok-5","item":"ok-5"}');
INSERT INTO events VALUES(2,5,'log','{"seq":5,"at":1795613012385,"level":"info","message":"took back ok-1","item":"ok-1"}');
INSERT INTO events VALUES(2,6,'state','{"seq":6,"at":1795613012391,"job":{"id":"2eytshr6wtxc","task":"test.items","title":"Items","input":{"keys":["ok-1","fail-2","skip-3","leave-4","ok-5","stuck-é 💡"],"ms":0,"planFails":false,"lock":"x"},"state":"partial","progress":{"done":2,"skipped":0,"failed":1,"total":3,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"createdAt":1795613012335,"startedAt":1795613012338,"finishedAt":1795613012391,"result":{"done":2,"skipped":0,"failed":1},"error":{"code":"ITEMS_FAILED","message":"1 of 3 failed."},"worker":"desk:4400","retryOf":null,"undoOf":"4yvqptbb6u7t","undoable":false}}');
INSERT INTO events VALUES(3,1,'state','{"seq":1,"at":1795613012397,"job":{"id":"tfn2cgvadawb","task":"test.items","title":"Items","input":{"keys":["ok-0","ok-1","ok-2","ok-3","ok-4","ok-5","ok-6","ok-7","ok-8","ok-9","ok-10","ok-11","fail-0","fail-1","slow-0","slow-1","slow-2","slow-3","later-0","later-1","later-2"],"ms":0,"planFails":false,"lock":"y"},"state":"queued","progress":{"done":0,"skipped":0,"failed":0,"total":null,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":0,"createdAt":1795613012397,"startedAt":null,"finishedAt":null,"result":null,"error":null,"worker":null,"retryOf":null,"undoOf":null,"undoable":false}}');
INSERT INTO events VALUES(3,2,'state','{"seq":2,"at":1795613012402,"job":{"id":"tfn2cgvadawb","task":"test.items","title":"Items","input":{"keys":["ok-0","ok-1","ok-2","ok-3","ok-4","ok-5","ok-6","ok-7","ok-8","ok-9","ok-10","ok-11","fail-0","fail-1","slow-0","slow-1","slow-2","slow-3","later-0","later-1","later-2"],"ms":0,"planFails":false,"lock":"y"},"state":"running","progress":{"done":0,"skipped":0,"failed":0,"total":null,"unit":"thing","note":null,"rate":null,"remaining":null,"stalled":false},"attempt":1,"createdAt":1795613012397,"startedAt":1795613012402,"finishedAt":null,"result":null,"error":null,"worker":"desk:4400","retryOf":null,"undoOf":null,"undoable":false}}');
INSERT INTO events VALUES(3,3,'log','{"seq":3,"at":1795613012412,"level":"error","message":"the fail-0 failed","item":"fail-0"}');
INSERT INTO events VALUES(3,4,'log','{"seq":4,"at":1795613012412,"level":"error","message":"the fail-1 failed","item":"fail-1"}');
CREATE TABLE items (
    job INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item TEXT NOT NULL,
    given TEXT,
    state TEXT NOT NULL DEFAULT 'waiting',
    error TEXT,
    receipt TEXT,
    at INTEGER,
    ms REAL,
    PRIMARY KEY (job, position)
  ) WITHOUT ROWID;
INSERT INTO items VALUES(1,0,'{"key":"ok-1","label":"the ok-1","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-1"}',1795613012032,0.1330000000000000071);
INSERT INTO items VALUES(1,1,'{"key":"fail-2","label":"the fail-2","change":"done"}',NULL,'failed','{"code":"BROKEN","message":"the fail-2 failed"}',NULL,1795613012150,0.19800000000000000932);
INSERT INTO items VALUES(1,2,'{"key":"skip-3","label":"the skip-3","change":"done"}',NULL,'skipped','{"code":"SKIPPED","message":"not today"}',NULL,1795613012033,0.086999999999999994004);
INSERT INTO items VALUES(1,3,'{"key":"leave-4","label":"the leave-4","change":"done","skip":"nothing to do"}',NULL,'skipped','{"code":"SKIPPED","message":"nothing to do"}',NULL,1795613012033,0.0);
INSERT INTO items VALUES(1,4,'{"key":"ok-5","label":"the ok-5","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-5"}',1795613012033,0.014999999999999999444);
INSERT INTO items VALUES(1,5,'{"key":"stuck-é 💡","label":"the stuck-é 💡","change":"done"}',NULL,'done',NULL,'{"receiptOf":"stuck-é 💡"}',1795613012033,0.0089999999999999993199);
INSERT INTO items VALUES(2,0,'{"key":"stuck-é 💡","label":"the stuck-é 💡","change":"done"}','{"receiptOf":"stuck-é 💡"}','failed','{"code":"FAILED","message":"the stuck-é 💡 cannot be taken back"}',NULL,1795613012339,0.12099999999999999644);
INSERT INTO items VALUES(2,1,'{"key":"ok-5","label":"the ok-5","change":"done"}','{"receiptOf":"ok-5"}','done',NULL,NULL,1795613012339,0.43599999999999999866);
INSERT INTO items VALUES(2,2,'{"key":"ok-1","label":"the ok-1","change":"done"}','{"receiptOf":"ok-1"}','done',NULL,NULL,1795613012385,0.23100000000000001088);
INSERT INTO items VALUES(3,0,'{"key":"ok-0","label":"the ok-0","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-0"}',1795613012411,0.024000000000000000499);
INSERT INTO items VALUES(3,1,'{"key":"ok-1","label":"the ok-1","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-1"}',1795613012411,0.021999999999999998723);
INSERT INTO items VALUES(3,2,'{"key":"ok-2","label":"the ok-2","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-2"}',1795613012411,0.010000000000000000208);
INSERT INTO items VALUES(3,3,'{"key":"ok-3","label":"the ok-3","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-3"}',1795613012411,0.0060000000000000001249);
INSERT INTO items VALUES(3,4,'{"key":"ok-4","label":"the ok-4","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-4"}',1795613012411,0.0089999999999999993199);
INSERT INTO items VALUES(3,5,'{"key":"ok-5","label":"the ok-5","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-5"}',1795613012411,0.005000000000000000104);
INSERT INTO items VALUES(3,6,'{"key":"ok-6","label":"the ok-6","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-6"}',1795613012411,0.012000000000000000249);
INSERT INTO items VALUES(3,7,'{"key":"ok-7","label":"the ok-7","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-7"}',1795613012411,0.005000000000000000104);
INSERT INTO items VALUES(3,8,'{"key":"ok-8","label":"the ok-8","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-8"}',1795613012411,0.0089999999999999993199);
INSERT INTO items VALUES(3,9,'{"key":"ok-9","label":"the ok-9","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-9"}',1795613012412,0.0070000000000000001457);
INSERT INTO items VALUES(3,10,'{"key":"ok-10","label":"the ok-10","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-10"}',1795613012412,0.005000000000000000104);
INSERT INTO items VALUES(3,11,'{"key":"ok-11","label":"the ok-11","change":"done"}',NULL,'done',NULL,'{"receiptOf":"ok-11"}',1795613012412,0.005000000000000000104);
INSERT INTO items VALUES(3,12,'{"key":"fail-0","label":"the fail-0","change":"done"}',NULL,'failed','{"code":"BROKEN","message":"the fail-0 failed"}',NULL,1795613012412,0.092999999999999999333);
INSERT INTO items VALUES(3,13,'{"key":"fail-1","label":"the fail-1","change":"done"}',NULL,'failed','{"code":"BROKEN","message":"the fail-1 failed"}',NULL,1795613012412,0.026999999999999999694);
INSERT INTO items VALUES(3,14,'{"key":"slow-0","label":"the slow-0","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
INSERT INTO items VALUES(3,15,'{"key":"slow-1","label":"the slow-1","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
INSERT INTO items VALUES(3,16,'{"key":"slow-2","label":"the slow-2","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
INSERT INTO items VALUES(3,17,'{"key":"slow-3","label":"the slow-3","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
INSERT INTO items VALUES(3,18,'{"key":"later-0","label":"the later-0","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
INSERT INTO items VALUES(3,19,'{"key":"later-1","label":"the later-1","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
INSERT INTO items VALUES(3,20,'{"key":"later-2","label":"the later-2","change":"done"}',NULL,'waiting',NULL,NULL,NULL,NULL);
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_by_task ON jobs (task, state, number);
CREATE INDEX items_by_state ON items (job, state, position) WHERE state IN ('failed', 'skipped');
PRAGMA user_version = 1;
