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

-- Whether whoever has a part of the plan in hand is there still: who leads by the fence, who helps by a sign of life.
local parts = root .. ':parts:' .. id
local function lives(who)
  if who:sub(1, 5) == 'lead:' then return who == 'lead:' .. (get('fence') or '') end
  return call('HEXISTS', parts, who) == 1
end

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function finish()
  call('HSET', job, 'ended', 1)
  call('HDEL', job, 'holder', 'checkpoint')
  call('ZREM', root .. ':living', id)
  call('SADD', root .. ':ended', id)
  call('DEL', root .. ':plan:' .. id, root .. ':places:' .. id, root .. ':settled:' .. id, root .. ':claims:' .. id, parts)
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
    call('PUBLISH', root .. ':orders', cjson.encode({ job = id, order = 'go' }))
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
local found = call('HMGET', job, 'fence', 'ended')
local helps = call('HEXISTS', parts, ARGV[2]) == 1
if found[1] ~= ARGV[2] and not helps then return { 0, '' } end
local taken = helps and 'taken ' .. ARGV[2] or 'taken'
if tonumber(ARGV[3]) <= tonumber(get(taken) or 0) then return { 1, '' } end
if found[2] then return { 0, '' } end
call('HSET', job, taken, ARGV[3])
if helps then call('HSET', parts, ARGV[2], now()) end
local following = ''
for index = 4, #ARGV, 3 do
  local kind, text, more = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  call('XADD', root .. ':reports', '*', 'report', text)
  if kind == 'planned' then
    -- A plan that is made anew takes the place of the one before.
    local at, count, block = more:match('^(%d+) (%d+) (.*)$')
    if at == '0' then call('DEL', root .. ':plan:' .. id, root .. ':places:' .. id) end
    call('RPUSH', root .. ':plan:' .. id, block)
    call('RPUSH', root .. ':places:' .. id, at)
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
local found = call('HMGET', job, 'fence', 'ended', 'shared', 'done', 'skipped', 'failed', 'total')
if found[2] or (found[1] ~= ARGV[2] and call('HEXISTS', parts, ARGV[2]) == 0) then return 0 end
local text = ARGV[3]
if found[3] then
  local report = cjson.decode(text)
  report.counts = {
    done = tonumber(found[4]), skipped = tonumber(found[5]), failed = tonumber(found[6]),
    total = tonumber(found[7]) or cjson.null, restored = 0,
  }
  text = cjson.encode(report)
end
call('HSET', root .. ':progress', id, text)
call('PUBLISH', root .. ':progressing', text)
return 1`,

  /** id, who → ['gone'] | ['joined', assignment, total]: helps with a batch that is planned, while there is something to help with */
  join: `
local found = call('HMGET', job, 'planned', 'ended', 'parked', 'order', 'holder', 'total', 'claimed', 'assignment')
local idle = found[1] ~= '1' or found[2] or found[3] or found[4] ~= 'go' or not found[5]
if idle or tonumber(found[7] or 0) >= tonumber(found[6]) then return { 'gone' } end
call('HSET', parts, ARGV[2], now())
call('HSET', job, 'shared', 1)
return { 'joined', found[8], found[6] }`,

  /**
   * id, who, at most how many places, after how long a helper counts as dead → ['lost'] | ['yours', first, count] | ['wait'] (others
   * have something in hand) | ['none']
   */
  claim: `
local who, most, patience = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if get('ended') or not lives(who) then return { 'lost' } end
local helps = who:sub(1, 5) ~= 'lead:'
local time, others = now(), 0
if helps then call('HSET', parts, who, time) end
local signs = call('HGETALL', parts)
for index = 1, #signs, 2 do
  if time - tonumber(signs[index + 1]) > patience then call('HDEL', parts, signs[index])
  elseif signs[index] ~= who then others = others + 1 end
end
local claims = root .. ':claims:' .. id
local claimed, total = tonumber(get('claimed') or 0), tonumber(get('total'))
if claimed < total then
  local count = math.max(1, math.min(most, math.ceil((total - claimed) / (2 * (others + 1)))))
  count = math.min(count, total - claimed)
  call('HSET', claims, claimed, count .. ' ' .. who)
  call('HSET', job, 'claimed', claimed + count)
  return { 'yours', tostring(claimed), tostring(count) }
end
local known = call('HGETALL', claims)
for index = 1, #known, 2 do
  local count, owner = known[index + 1]:match('^(%d+) (.*)$')
  if not lives(owner) then
    call('HSET', claims, known[index], count .. ' ' .. who)
    return { 'yours', known[index], count }
  end
end
return { others > 0 and 'wait' or 'none' }`,

  /** id, who: a sign of life of one who helps → 0 when it is not wanted any more */
  stay: `
if get('ended') or call('HEXISTS', parts, ARGV[2]) == 0 then return 0 end
call('HSET', parts, ARGV[2], now())
return 1`,

  /** id, who, whether all that it had in hand is settled: one who has helped leaves */
  part: `
call('HDEL', parts, ARGV[2])
call('HDEL', job, 'taken ' .. ARGV[2])
if ARGV[3] ~= '1' then return 1 end
local claims = root .. ':claims:' .. id
local known = call('HGETALL', claims)
for index = 1, #known, 2 do
  if known[index + 1]:match('^%d+ (.*)$') == ARGV[2] then call('HDEL', claims, known[index]) end
end
return 1`,

  /** id → [how many help, how many places nobody has claimed, done, skipped, failed, whether anybody has helped] */
  shares: `
local found = call('HMGET', job, 'total', 'claimed', 'done', 'skipped', 'failed', 'shared')
local free = (tonumber(found[1]) or 0) - (tonumber(found[2]) or 0)
local shared = found[6] and 1 or 0
return { call('HLEN', parts), free, tonumber(found[3]) or 0, tonumber(found[4]) or 0, tonumber(found[5]) or 0, shared }`,

  /** id: those who help are to leave */
  dismiss: `
return call('PUBLISH', root .. ':orders', cjson.encode({ job = id, order = 'dismiss' }))`,

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
call('DEL', job, root .. ':plan:' .. id, root .. ':places:' .. id, root .. ':settled:' .. id, root .. ':claims:' .. id, parts)
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
