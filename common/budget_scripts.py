"""The Lua scripts behind the budgets: each is one step that nobody can come between, and may run twice without harm.

Of each line of a budget two keys are passed: what is spent in this window, and a sorted set of what is held for answers
that run, member `id:micros`, score until when (ms, Redis' clock).
"""

_NOW = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
"""

# KEYS spent, held of each line · ARGV id, micros, hold ms, then of each line: limit, how many at once (0: any number)
# → {'held', 0, 0}, or what stands against it, at which line: {'unknown', line, 0} when what was spent isn't known,
# {'exhausted', line, spent and held}, {'crowded', line, how many}
HOLD = (
    _NOW
    + """
for line = 1, #KEYS / 2 do
  local spent = redis.call('GET', KEYS[2 * line - 1])
  if not spent then return {'unknown', line, 0} end
  local held = KEYS[2 * line]
  redis.call('ZREMRANGEBYSCORE', held, '-inf', now)
  local sum, count = tonumber(spent), 0
  for _, member in ipairs(redis.call('ZRANGE', held, 0, -1)) do
    local id, micros = string.match(member, '^([^:]*):(%d+)$')
    if id ~= ARGV[1] then
      sum = sum + tonumber(micros)
      count = count + 1
    end
  end
  local limit, most = tonumber(ARGV[2 + 2 * line]), tonumber(ARGV[3 + 2 * line])
  if sum + tonumber(ARGV[2]) > limit then return {'exhausted', line, sum} end
  if most > 0 and count >= most then return {'crowded', line, count} end
end
for line = 1, #KEYS / 2 do
  redis.call('ZADD', KEYS[2 * line], now + tonumber(ARGV[3]), ARGV[1] .. ':' .. ARGV[2])
  redis.call('PEXPIRE', KEYS[2 * line], 2 * tonumber(ARGV[3]))
end
return {'held', 0, 0}
"""
)

# KEYS held of each line · ARGV id, micros, hold ms: hold for so long from now on what is held still
KEEP = (
    _NOW
    + """
for _, held in ipairs(KEYS) do
  redis.call('ZADD', held, 'XX', now + tonumber(ARGV[3]), ARGV[1] .. ':' .. ARGV[2])
  redis.call('PEXPIRE', held, 2 * tonumber(ARGV[3]))
end
return 1
"""
)

# KEYS settled, turn, then spent, held of each line · ARGV id, micros held, micros spent, how long the marker and the
# turn are kept (s), then field, value, … of the turn → 0 settled (now or before), else a line of which it isn't known
# what was spent: nothing was changed
SETTLE = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for line = 1, #KEYS / 2 - 1 do
  if redis.call('EXISTS', KEYS[2 * line + 1]) == 0 then return line end
end
redis.call('SET', KEYS[1], 1, 'EX', ARGV[4])
for line = 1, #KEYS / 2 - 1 do
  redis.call('INCRBY', KEYS[2 * line + 1], ARGV[3])
  redis.call('ZREM', KEYS[2 * line + 2], ARGV[1] .. ':' .. ARGV[2])
end
for place = 5, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[place], ARGV[place + 1]) end
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 0
"""
