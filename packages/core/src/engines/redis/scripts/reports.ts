/** What those who work tell. */
export const reportScripts = {
  /**
   * id, token, number, then per report: type, its text, and what of it is needed here (of a block of the plan its place, its
   * length and its text; how many items were done, skipped, failed, and which; a checkpoint) → [0 refused, 1, or 2 what was told before
   * is not known any more; next for the key]
   */
  report: `
local found = call('HMGET', job, 'token', 'ended')
local helps = call('HEXISTS', parts, ARGV[2]) == 1
if found[1] ~= ARGV[2] and not helps then return { 0, '' } end
local taken = helps and 'taken ' .. ARGV[2] or 'taken'
local before = tonumber(get(taken) or 0)
if tonumber(ARGV[3]) <= before then return { 1, '' } end
if found[2] then return { 0, '' } end
if tonumber(ARGV[3]) > before + 1 then
  -- Redis was restarted without its last second: what was told in it must be done again.
  if not helps then call('HDEL', job, 'holder') end
  return { 2, '' }
end
call('HSET', job, taken, ARGV[3])
if helps then call('HSET', parts, ARGV[2], now()) end
local following, further = '', false
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
    further = true
  elseif kind == 'outcomes' then
    local counts, runs = more:match('^(%S+) (.*)$')
    further = further or runs ~= ''
    for name, count in counts:gmatch('(%a+)=(%d+)') do call('HINCRBY', job, name, count) end
    for first, count in runs:gmatch('(%d+)%+(%d+)') do settle(tonumber(first), tonumber(count)) end
  elseif kind == 'checkpoint' then
    further = further or get('checkpoint') ~= more
    call('HSET', job, 'checkpoint', more)
  elseif kind == 'left' then
    call('HDEL', job, 'holder')
  elseif kind == 'ended' then
    following = finish()
  end
end
if further then call('HDEL', job, 'losses') end
return { 1, following }`,

  /** id, token, text → 1 when it is told */
  progress: `
local found = call('HMGET', job, 'token', 'ended', 'shared', 'done', 'skipped', 'failed', 'total')
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
} as const;
