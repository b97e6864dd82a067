/** A job from when it comes until its end is on disk. */
export const jobScripts = {
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

  /**
   * epoch, claim, the one that is taken where that is not known here → 'known' | 'new' | 'another' memory has the jobs here. What
   * this memory has taken back is dropped.
   */
  claimAll: `
local owner = call('GET', root .. ':owner')
if owner == ARGV[2] then return 'known' end
if owner and owner ~= id and owner:sub(1, #id + 1) ~= id .. '/' then return 'another' end
for _, name in ipairs({ 'living', 'ended' }) do
  local key = root .. ':' .. name
  local jobs = name == 'living' and call('ZRANGE', key, 0, -1) or call('SMEMBERS', key)
  for _, one in ipairs(jobs) do
    for _, kind in ipairs({ 'job', 'plan', 'places', 'settled', 'claims', 'parts' }) do call('DEL', root .. ':' .. kind .. ':' .. one) end
  end
  call('DEL', key)
end
for _, key in ipairs(call('HKEYS', root .. ':exclusive')) do call('DEL', root .. ':waiters:' .. key) end
call('DEL', root .. ':exclusive', root .. ':holding', root .. ':progress', root .. ':reports')
call('SET', root .. ':owner', ARGV[3])
return 'new'`,

  /** id, place, block: the plan goes on with it. What is sent again, for the answer was lost, is there once. */
  extend: `
local last = tonumber(call('LINDEX', root .. ':places:' .. id, -1) or -1)
if tonumber(ARGV[2]) <= last then return 0 end
call('RPUSH', root .. ':plan:' .. id, ARGV[3])
return call('RPUSH', root .. ':places:' .. id, ARGV[2])`,

  /**
   * id, now, what is said of a cancel (two), worker, how often at the most without getting further, what is said then
   * → ['gone', next] | ['held', who is to have the key] | ['taken', token, who had it, assignment, …], which is told
   */
  take: `
local found = call('HMGET', job, 'assignment', 'ended', 'parked', 'order', 'exclusive', 'holder')
if not found[1] or found[2] or found[3] then return { 'gone', '' } end
if found[4] == 'cancel' then return { 'gone', endCancelled() } end
if found[4] == 'pause' then return { 'gone', park() } end
local loser = found[6] or ''
local lost = loser ~= '' and loser ~= ARGV[5]
if lost and tonumber(get('losses') or 0) >= tonumber(ARGV[6]) then return { 'gone', endIdle('failed', ARGV[7]) } end
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
if lost then call('HINCRBY', job, 'losses', 1) end
local token = call('HINCRBY', job, 'fence', 1) .. '/' .. ARGV[5]
call('HSET', job, 'holder', ARGV[5], 'token', token, 'taken', 0)
local began = { type = 'began', job = id, at = tonumber(ARGV[2]), worker = ARGV[5] }
call('XADD', root .. ':reports', '*', 'report', cjson.encode(began))
local rest = call('HMGET', job, 'planned', 'total', 'done', 'skipped', 'failed', 'checkpoint')
for index = 1, 6 do rest[index] = rest[index] or '' end
return { 'taken', token, loser, found[1], unpack(rest) }`,

  /**
   * (id, token or helper)…, all that one worker has → for each the order that it is under, 'lost' when it is not this one's any more,
   * '' when it has ended. Whoever helps lives by it.
   */
  orders: `
local answers = {}
for index = 1, #ARGV, 2 do
  local one, who = ARGV[index], ARGV[index + 1]
  local found = call('HMGET', root .. ':job:' .. one, 'token', 'ended', 'order')
  local helps = call('HEXISTS', root .. ':parts:' .. one, who) == 1
  if helps then call('HSET', root .. ':parts:' .. one, who, now()) end
  local order = found[2] and '' or found[3]
  answers[#answers + 1] = (helps or found[1] == who) and order or 'lost'
end
return answers`,

  /** id → 1 when the key that it waits for is free for it */
  mayTake: `
local key = get('exclusive')
if not key or call('HGET', root .. ':exclusive', key) then return 0 end
return first(key) == id and 1 or 0`,

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

  /** id…: the ends of these jobs are on disk */
  free: `
for _, one in ipairs(ARGV) do
  local key = root .. ':job:' .. one
  if call('EXISTS', key) == 0 or call('HGET', key, 'ended') then
    call('DEL', key, root .. ':plan:' .. one, root .. ':places:' .. one, root .. ':settled:' .. one, root .. ':claims:' .. one, root .. ':parts:' .. one)
    call('SREM', root .. ':ended', one)
  end
end
return 1`,
} as const;
