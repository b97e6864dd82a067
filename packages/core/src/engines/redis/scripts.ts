import type { Redis } from 'ioredis';

/**
 * What must happen at once or not at all. A job is a hash: `assignment`, `exclusive`, `priority`, `fence` (one greater with each
 * that takes it), `holder` (who has it), `attempt` (the first it will be), `order` (go, pause, cancel), `parked` (given back: not in the queue), `taken` (the number
 * of the last batch of reports of this fence), `planned`, `length` (how much of it is planned),
 * `total`, `done`, `skipped`, `failed`, `checkpoint`, `ended`.
 * KEYS[1] is the root of all keys, ARGV[1] the id of the job.
 */
const prelude = `
local root, id, call = KEYS[1], ARGV[1], redis.call
local job = root .. ':job:' .. id
local function get(field) return call('HGET', job, field) end

-- The job that is the next to have a key; those that wait no longer are forgotten.
local function first(key)
  while true do
    local one = call('ZRANGE', root .. ':waiters:' .. key, 0, 0)[1]
    if not one then return false end
    local found = call('HMGET', root .. ':job:' .. one, 'assignment', 'ended', 'parked')
    if found[1] and not found[2] and not found[3] then return one end
    call('ZREM', root .. ':waiters:' .. key, one)
  end
end

-- Lets go of the exclusive key; gives the job that has waited for it, or ''.
local function release()
  local key = get('exclusive')
  if not key then return '' end
  call('ZREM', root .. ':waiters:' .. key, id)
  if call('HGET', root .. ':exclusive', key) ~= id then return '' end
  call('HDEL', root .. ':exclusive', key)
  return first(key) or ''
end

-- Marks places of the plan as settled, whole bytes at once.
local function settle(at, count)
  local key, stop = root .. ':settled:' .. id, at + count
  while at < stop and at % 8 ~= 0 do
    call('SETBIT', key, at, 1)
    at = at + 1
  end
  local bytes = math.floor((stop - at) / 8)
  if bytes > 0 then call('SETRANGE', key, at / 8, string.rep('\\255', bytes)) end
  for place = at + bytes * 8, stop - 1 do call('SETBIT', key, place, 1) end
end

local function finish()
  call('HSET', job, 'ended', 1)
  call('HDEL', job, 'holder', 'checkpoint')
  call('ZREM', root .. ':living', id)
  call('SADD', root .. ':ended', id)
  call('DEL', root .. ':plan:' .. id, root .. ':settled:' .. id)
  call('HDEL', root .. ':progress', id)
  call('HDEL', root .. ':holding', id)
  return release()
end

-- Whether somebody has begun with it.
local function begun() return tonumber(get('fence')) > 0 or tonumber(get('attempt')) > 1 end

-- Lets go of a job that is given back; what it has half done keeps its key.
local function park()
  call('HSET', job, 'parked', 1)
  call('HDEL', job, 'holder')
  if begun() then return '' end
  return release()
end

-- Ends a job that nobody works on. ARGV[2] is the time, ARGV[3] and ARGV[4] what is said: if it had not begun, if it had.
local function endCancelled()
  local why = cjson.decode(begun() and ARGV[4] or ARGV[3])
  local counts = call('HMGET', job, 'done', 'skipped', 'failed', 'total')
  local report = {
    type = 'ended', job = id, at = tonumber(ARGV[2]),
    ending = { state = 'cancelled', result = cjson.null, error = why },
    counts = {
      done = tonumber(counts[1]) or 0, skipped = tonumber(counts[2]) or 0, failed = tonumber(counts[3]) or 0,
      total = tonumber(counts[4]) or cjson.null, restored = 0,
    },
  }
  call('XADD', root .. ':reports', '*', 'report', cjson.encode(report))
  return finish()
end
`;

const scripts = {
  /** id, now, assignment, exclusive, priority, attempt, planned, total, done, skipped, failed, checkpoint, length → 1 when it is new */
  accept: `
if call('EXISTS', job) == 1 then
  if not get('ended') then
    call('HDEL', job, 'parked')
    call('HSET', job, 'order', 'go')
  end
  return 0
end
call('HSET', job, 'assignment', ARGV[3], 'priority', ARGV[5], 'attempt', ARGV[6], 'fence', 0, 'taken', 0, 'order', 'go',
  'planned', ARGV[7], 'done', ARGV[9], 'skipped', ARGV[10], 'failed', ARGV[11], 'length', ARGV[13])
if ARGV[4] ~= '' then call('HSET', job, 'exclusive', ARGV[4]) end
if ARGV[8] ~= '' then call('HSET', job, 'total', ARGV[8]) end
if ARGV[12] ~= '' then call('HSET', job, 'checkpoint', ARGV[12]) end
call('HDEL', root .. ':holding', id)
call('ZADD', root .. ':living', ARGV[2], id)
return 1`,

  /** id, now, what is said of a cancel (two), worker → ['gone', next] | ['held', who is to have the key] | ['taken', fence, who had it, assignment, …] */
  take: `
local found = call('HMGET', job, 'assignment', 'ended', 'parked', 'order', 'exclusive', 'holder')
if not found[1] or found[2] or found[3] then return { 'gone', '' } end
if found[4] == 'cancel' then return { 'gone', endCancelled() } end
if found[4] == 'pause' then return { 'gone', park() } end
local key = found[5]
if key and call('HGET', root .. ':exclusive', key) ~= id then
  local holder = call('HGET', root .. ':exclusive', key)
  local before = not holder and first(key)
  if holder or (before and before ~= id) then
    if not call('ZSCORE', root .. ':waiters:' .. key, id) then
      local turn = call('INCR', root .. ':turns') - tonumber(get('priority')) * 1e12
      if begun() then turn = turn - 1e15 end
      call('ZADD', root .. ':waiters:' .. key, turn, id)
    end
    return { 'held', before or '' }
  end
  call('ZREM', root .. ':waiters:' .. key, id)
  call('HSET', root .. ':exclusive', key, id)
end
local fence = call('HINCRBY', job, 'fence', 1)
call('HSET', job, 'holder', ARGV[5], 'taken', 0)
local rest = call('HMGET', job, 'planned', 'total', 'done', 'skipped', 'failed', 'checkpoint')
for index = 1, 6 do rest[index] = rest[index] or '' end
return { 'taken', tostring(fence), found[6] or '', found[1], unpack(rest) }`,

  /** id → the order that a job is under, and '' when it is gone */
  orderOf: `
if get('ended') then return '' end
return get('order') or ''`,

  /** id → 1 when the key that it waits for is free for it */
  mayTake: `
local key = get('exclusive')
if not key or call('HGET', root .. ':exclusive', key) then return 0 end
return first(key) == id and 1 or 0`,

  /**
   * id, fence, number, then per report: type, its text, and what of it is needed here (of a block of the plan its place, its
   * length and its text; how many items were done, skipped, failed, and which; a checkpoint) → [0 refused or 1, next for the key]
   */
  report: `
local found = call('HMGET', job, 'fence', 'taken', 'ended')
if found[1] ~= ARGV[2] then return { 0, '' } end
if tonumber(ARGV[3]) <= tonumber(found[2]) then return { 1, '' } end
if found[3] then return { 0, '' } end
call('HSET', job, 'taken', ARGV[3])
local following = ''
for index = 4, #ARGV, 3 do
  local kind, text, more = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  call('XADD', root .. ':reports', '*', 'report', text)
  if kind == 'planned' then
    -- A plan that is made anew takes the place of the one before.
    local at, count, block = more:match('^(%d+) (%d+) (.*)$')
    if at == '0' then call('DEL', root .. ':plan:' .. id) end
    call('RPUSH', root .. ':plan:' .. id, block)
    call('HSET', job, 'length', tonumber(at) + tonumber(count))
  elseif kind == 'plan-complete' then
    call('HSET', job, 'planned', 1, 'total', get('length'))
  elseif kind == 'outcomes' then
    local counts, runs = more:match('^(%S+) (.*)$')
    for name, count in counts:gmatch('(%a+)=(%d+)') do call('HINCRBY', job, name, count) end
    for first, count in runs:gmatch('(%d+)%+(%d+)') do settle(tonumber(first), tonumber(count)) end
  elseif kind == 'checkpoint' then
    call('HSET', job, 'checkpoint', more)
  elseif kind == 'left' then
    call('HDEL', job, 'holder')
  elseif kind == 'ended' then
    following = finish()
  end
end
return { 1, following }`,

  /** id, fence, text → 1 when it is told */
  progress: `
local found = call('HMGET', job, 'fence', 'ended')
if found[1] ~= ARGV[2] or found[2] then return 0 end
call('HSET', root .. ':progress', id, ARGV[3])
call('PUBLISH', root .. ':progressing', ARGV[3])
return 1`,

  /** id, key: it had begun, and nobody runs it: no other is to have its key */
  hold: `
call('HSET', root .. ':holding', id, ARGV[2])
return call('HSET', root .. ':exclusive', ARGV[2], id)`,

  /** id, now, what is said of a cancel (two), order → ['none' | 'told' | 'waits' | 'ended', next for the key] */
  order: `
if call('EXISTS', job) == 0 then
  local key = ARGV[5] == 'cancel' and call('HGET', root .. ':holding', id)
  if not key then return { 'none', '' } end
  call('HDEL', root .. ':holding', id)
  if call('HGET', root .. ':exclusive', key) == id then call('HDEL', root .. ':exclusive', key) end
  return { 'none', first(key) or '' }
end
if get('ended') then return { 'ended', '' } end
local holder, parked = get('holder'), get('parked')
if ARGV[5] == 'go' and parked then return { 'none', '' } end
call('HSET', job, 'order', ARGV[5])
call('PUBLISH', root .. ':orders', cjson.encode({ job = id, order = ARGV[5] }))
if holder then return { 'told', '' } end
if ARGV[5] == 'cancel' then return { 'ended', endCancelled() } end
if ARGV[5] == 'go' then return { 'waits', '' } end
return { 'waits', park() }`,

  /** worker, text: it lives. Those that were not heard of for a minute are forgotten. */
  sign: `
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
call('HSET', root .. ':workers', id, ARGV[2])
call('ZADD', root .. ':seen', now, id)
for _, old in ipairs(call('ZRANGEBYSCORE', root .. ':seen', '-inf', now - 60000)) do
  call('HDEL', root .. ':workers', old)
  call('ZREM', root .. ':seen', old)
end
return 1`,

  /** worker: it has left */
  signOff: `
call('HDEL', root .. ':workers', id)
return call('ZREM', root .. ':seen', id)`,

  /** id: the end of the job is on disk */
  free: `
if call('EXISTS', job) == 1 and not get('ended') then return 0 end
call('DEL', job, root .. ':plan:' .. id, root .. ':settled:' .. id)
call('SREM', root .. ':ended', id)
return 1`,
} as const;

export type Script = keyof typeof scripts;

/** Runs a script by its name. A script that Redis does not know any more is sent once more by itself. */
export type RunScript = (script: Script, ...args: readonly (string | number)[]) => Promise<unknown>;

export function createScripts(client: Redis, root: string): RunScript {
  for (const [name, text] of Object.entries(scripts)) {
    client.defineCommand(`milepost:${name}`, { numberOfKeys: 1, lua: prelude + text });
  }
  const commands = client as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>; // defined just now
  return (script, ...args) => (commands[`milepost:${script}`] as NonNullable<(typeof commands)[string]>)(root, ...args); // one for each
}
