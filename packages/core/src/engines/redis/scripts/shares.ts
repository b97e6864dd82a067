/** One batch, worked on by several. A claim is a field of a hash: its first place → how many, and whose. */
export const shareScripts = {
  /** id, who → ['gone'] | ['joined', assignment, total]: helps with a batch that is planned, while there is something to help with */
  join: `
local found = call('HMGET', job, 'planned', 'ended', 'parked', 'order', 'holder', 'total', 'claimed', 'assignment')
local idle = found[1] ~= '1' or found[2] or found[3] or found[4] ~= 'go' or not found[5]
if idle or tonumber(found[7] or 0) >= tonumber(found[6]) then return { 'gone' } end
call('HSET', parts, ARGV[2], now())
call('HSET', job, 'shared', 1)
return { 'joined', found[8], found[6] }`,

  /**
   * id, who, number, at most how many places, after how long a helper counts as dead → ['lost'] | ['yours', first, count] | ['wait']
   * (others have something in hand) | ['none']. Who asks again under the same number, for the answer was lost, is given the same.
   */
  claim: `
local who, most, patience = ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
if get('ended') or not lives(who) then return { 'lost' } end
local number, known, length = (get('claim ' .. who) or ''):match('^(%d+) (%d+) (%d+)$')
if number == ARGV[3] then return { 'yours', known, length } end
local function give(first, count)
  call('HSET', root .. ':claims:' .. id, first, count .. ' ' .. who)
  call('HSET', job, 'claim ' .. who, ARGV[3] .. ' ' .. first .. ' ' .. count)
  return { 'yours', tostring(first), tostring(count) }
end
local helps = who:sub(1, 5) ~= 'lead:'
local time, others = now(), 0
if helps then call('HSET', parts, who, time) end
local signs = call('HGETALL', parts)
for index = 1, #signs, 2 do
  if time - tonumber(signs[index + 1]) > patience then call('HDEL', parts, signs[index])
  elseif signs[index] ~= who then others = others + 1 end
end
local claimed, total = tonumber(get('claimed') or 0), tonumber(get('total'))
if claimed < total then
  local count = math.max(1, math.min(most, math.ceil((total - claimed) / (2 * (others + 1)))))
  count = math.min(count, total - claimed)
  call('HSET', job, 'claimed', claimed + count)
  return give(claimed, count)
end
local claims = call('HGETALL', root .. ':claims:' .. id)
for index = 1, #claims, 2 do
  local count, owner = claims[index + 1]:match('^(%d+) (.*)$')
  if not lives(owner) then return give(claims[index], count) end
end
return { others > 0 and 'wait' or 'none' }`,

  /** id, who, whether all that it had in hand is settled: one who has helped leaves */
  part: `
call('HDEL', parts, ARGV[2])
call('HDEL', job, 'taken ' .. ARGV[2], 'claim ' .. ARGV[2])
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
} as const;
