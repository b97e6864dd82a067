/**
 * What must happen at once or not at all. A job is a hash: `assignment`, `exclusive`, `priority`, `fence` (one greater with each
 * that takes it), `holder` (who has it), `token` (both: two have never the same, also where Redis forgot its last second),
 * `attempt` (the first it will be), `order` (go, pause, cancel), `parked` (given back: not in the queue), `taken` (the number of
 * the last batch of reports of this token), `planned`, `length` (how much of it is planned), `total`, `done`, `skipped`, `failed`,
 * `checkpoint`, `losses` (how many workers it was taken over from since it got further), `ended`.
 * KEYS[1] is the root of all keys, ARGV[1] the id of the job.
 */
export const prelude = `
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

-- Whether whoever has a part of the plan in hand is there still: who leads by the token, who helps by a sign of life.
local parts = root .. ':parts:' .. id
local function lives(who)
  if who:sub(1, 5) == 'lead:' then return who == 'lead:' .. (get('token') or '') end
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

-- Ends a job that nobody works on. ARGV[2] is the time.
local function endIdle(state, why)
  local counts = call('HMGET', job, 'done', 'skipped', 'failed', 'total')
  local report = {
    type = 'ended', job = id, at = tonumber(ARGV[2]),
    ending = { state = state, result = cjson.null, error = cjson.decode(why) },
    counts = {
      done = tonumber(counts[1]) or 0, skipped = tonumber(counts[2]) or 0, failed = tonumber(counts[3]) or 0,
      total = tonumber(counts[4]) or cjson.null, restored = 0,
    },
  }
  call('XADD', root .. ':reports', '*', 'report', cjson.encode(report))
  return finish()
end

-- ARGV[3] and ARGV[4] are what is said: if it had not begun, if it had.
local function endCancelled() return endIdle('cancelled', begun() and ARGV[4] or ARGV[3]) end
`;
