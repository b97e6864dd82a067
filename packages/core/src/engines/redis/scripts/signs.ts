/** Who works. */
export const signScripts = {
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
} as const;
